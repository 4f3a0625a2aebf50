// SPDX-License-Identifier: MIT
// Made from docs/openapi.yaml by `npm run api`; changes here are lost.
export interface paths {
    "/api/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was paid in a range of days
         * @description Give either `start_date` and `end_date`, or `period`. Each filter left out widens the question. Days that were
         *     read long enough after their end are not asked of the provider again; see `coverage`.
         *
         *     When a source fails, the answer is still 200 with what is known: `stale` is true and the problem is in `errors`.
         *     When nothing is known of any source asked for, the answer is the first source's problem.
         */
        get: operations["getCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is known of each day
         * @description Give either `start_date` and `end_date`, or `period`. Asks no provider: it tells what is kept and how the last
         *     reading of each source went.
         */
        get: operations["getCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/restatements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures that moved
         * @description What a day that was over came to when it was read, and what it came to when it was read again; newest first.
         *     Where nothing is kept (`DATABASE_URL=memory:`), only since the start. With `start_date` and `end_date`, or
         *     `period`, only those of these days.
         */
        get: operations["getRestatements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The projects of the workspaces asked for
         * @description By name, archived ones too. When one workspace of several fails, those of the others are answered; when
         *     nothing is known of any, the answer is the problem.
         */
        get: operations["getProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workspaces, one for each key
         * @description Those of providers whose keys are named. With one unnamed key there is nothing to choose from, and the list is
         *     empty.
         */
        get: operations["getWorkspaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The providers, with a key or without
         * @description Asks the providers whether they take the keys, and waits a short while for their word.
         */
        get: operations["getProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is being read from the providers right now */
        get: operations["getSync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as /api/sync, as server-sent events
         * @description One event at once and one whenever it has changed, each with the JSON of `/api/sync` as its data. A comment comes
         *     when there was nothing to tell for a quarter of a minute. The answer ends when the server stops or needs the
         *     connection; the client then comes again.
         */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the server is up
         * @description Asks no provider.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The web page
         * @description Sent as Brotli, gzip or as it is, whatever `Accept-Encoding` takes. The query is not looked at.
         */
        get: operations["getPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of the page
         * @description Sent as Brotli, gzip or as it is, whatever `Accept-Encoding` takes. The query is not looked at.
         */
        get: operations["getAsset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file beside the page, such as its icon
         * @description Sent as Brotli, gzip or as it is, whatever `Accept-Encoding` takes. The query is not looked at.
         */
        get: operations["getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Format: decimal
         * @description US dollars, with every digit the amount has (up to 18 after the point); may be negative.
         */
        Money: number;
        /** @description US dollars as in Money; null when nothing of it is known in US dollars (never a 0) */
        MoneyOrUnknown: components["schemas"]["Money"] | null;
        /**
         * Format: decimal
         * @description The amount as it was charged, in `currency`; null when it was charged in several currencies, or nothing of it is
         *     priced
         */
        ChargedCost: number | null;
        /** @description ISO 4217; null where `cost` is */
        ChargedCurrency: string | null;
        /**
         * @description `billed`: the provider's own charge. `estimated`: quantities times the provider's own price list, at least in
         *     part. `unpriced`: only quantities are known.
         * @enum {string}
         */
        Provenance: "billed" | "estimated" | "unpriced";
        /**
         * @description Some of it has no known price and is in no total; left out when all is priced
         * @constant
         */
        Unpriced: true;
        CurrencyAmount: {
            currency: string;
            /** Format: decimal */
            cost: number;
        };
        UnconvertedCost: {
            provider: string;
            workspace: string;
            currency: string;
            /** Format: decimal */
            cost: number;
        };
        ExchangeRate: {
            currency: string;
            date: components["schemas"]["Date"];
            /**
             * Format: decimal
             * @description US dollars for one unit of the currency, rounded at the 18th digit after the point
             */
            usd_per_unit: number;
            /** @description Set by the person (EXCHANGE_RATES), not published */
            fixed: boolean;
        };
        Notice: {
            /**
             * @description `unpriced`: rows whose price is not known. `unconverted`: amounts without an exchange rate. `not_included`:
             *     spend that the provider bills elsewhere. `short_history`: days that the provider no longer gives.
             *     `unit_suspect`: figures about 100 times off what they should be; none is changed. `booked_together`: a
             *     month's amount that stands on one day. `counts_missing`: requests that the provider did not tell the number
             *     of; costs are not touched by it. `corrected`: a sealed month that the provider changed later. `not_kept`: what
             *     was read could not be saved, and a restart would have to read it again. `ledger_damaged`: what was kept before
             *     had to be put aside, or a day of it made no sense and is read again. `not_excluded`: `EXCLUDE` names a project that is not there.
             * @enum {string}
             */
            kind: "unpriced" | "unconverted" | "not_included" | "short_history" | "unit_suspect" | "booked_together" | "counts_missing" | "corrected" | "not_kept" | "ledger_damaged" | "not_excluded";
            /** @description Empty when all sources are meant */
            provider: string;
            /** @description Empty when all of the provider's are meant */
            workspace: string;
            detail: string;
        };
        /**
         * Format: date
         * @description A UTC day
         */
        Date: string;
        /**
         * Format: date-time
         * @description A moment, UTC, in whole seconds
         */
        Time: string;
        /** @description How many requests were made; null when that is not known */
        Requests: number | null;
        /**
         * @description There when `requests` are only those of some of the days that cost something: of the others the provider does not give them. A cost per request cannot be made of such a count.
         * @constant
         */
        RequestsPartial: true;
        /** @description How many tokens were read, those from a cache too; null when that is not known */
        InputTokens: number | null;
        /** @description How many tokens were written; null when that is not known */
        OutputTokens: number | null;
        CoverageReport: {
            /** @description The first day told; null when all days asked for are still to come */
            start_date: components["schemas"]["Date"] | null;
            /** @description The last day told, today at the latest */
            end_date: components["schemas"]["Date"] | null;
            /** @description Every day that the providers give by now is known of every source, some day is, and no source is failing */
            complete: boolean;
            /** @description The last day before which nothing is missing that the providers give; null when there is none */
            through: components["schemas"]["Date"] | null;
            sources: components["schemas"]["SourceCoverage"][];
        };
        SourceCoverage: {
            provider: string;
            workspace: string;
            provider_name: string;
            workspace_name: string;
            /** @description When a day of this source was read last; null when none was */
            last_read: components["schemas"]["Time"] | null;
            /** @description Since when it could not be read; null when the last reading went well */
            failing_since: components["schemas"]["Time"] | null;
            /** @description Why it could not be read when it was tried last */
            error: components["schemas"]["Problem"] | null;
            /** @description All days, in order; days in a row in the same state stand together */
            days: {
                start_date: components["schemas"]["Date"];
                end_date: components["schemas"]["Date"];
                /**
                 * @description `settled`: not expected to change. `provisional`: read, and the provider may still change it.
                 *     `failed`: never read, the last try failed. `missing`: never asked for. `not_retained`: never read, and
                 *     the provider does not give it any more. `not_yet`: the provider gives it later.
                 * @enum {string}
                 */
                state: "settled" | "provisional" | "failed" | "missing" | "not_retained" | "not_yet";
            }[];
        };
        RestatementList: {
            restatements: components["schemas"]["Restatement"][];
        };
        Restatement: {
            date: components["schemas"]["Date"];
            provider: string;
            workspace: string;
            /** @description Null is the cost without a project */
            project_id: string | null;
            model: string;
            currency: string;
            cost_before: components["schemas"]["Money"];
            cost_now: components["schemas"]["Money"];
            read_before: components["schemas"]["Time"];
            read_now: components["schemas"]["Time"];
            /** @description The month is sealed; reports keep the sealed figure, and this stands beside it */
            sealed: boolean;
        };
        CostReport: {
            /** @description Of the days that are known. Where `last_updated` is null none is, and 0 says nothing. */
            total_cost_usd: components["schemas"]["Money"];
            /** @description When the oldest of the figures was read; null when nothing was read yet */
            last_updated: components["schemas"]["Time"] | null;
            start_date: components["schemas"]["Date"];
            end_date: components["schemas"]["Date"];
            /** @description By model, largest cost first */
            breakdown: components["schemas"]["ModelCost"][];
            /** @description Every day of the range, those without cost too */
            daily: components["schemas"]["DailyCost"][];
            /** @description Largest cost first */
            projects: components["schemas"]["ProjectCost"][];
            /** @description Largest cost first; without those of which nothing is known */
            workspaces: components["schemas"]["WorkspaceCost"][];
            /** @description Largest cost first; without those of which nothing is known */
            providers: components["schemas"]["ProviderCost"][];
            coverage: components["schemas"]["Coverage"];
            /**
             * @description What is in no total for want of an exchange rate, by source and currency. `coverage.complete` is false while
             *     there is any.
             */
            unconverted: components["schemas"]["UnconvertedCost"][];
            /**
             * @description The rates that amounts were converted by, by currency and day. A rate is that of the cost's day or, where
             *     there is none (weekends, holidays), of the latest day before, at most seven days back. Reference rates of the
             *     European Central Bank, published for information only, unless `fixed`.
             */
            exchange_rates: components["schemas"]["ExchangeRate"][];
            /** @description What the setting EXCLUDE leaves out of this answer */
            excluded: string[];
            /** @description What is worth knowing about figures that are right as far as they go */
            notices: components["schemas"]["Notice"][];
            /** @description A source could not be read and its figures, if there are any, are those of an earlier reading */
            stale: boolean;
            /**
             * @description What could not be read, or could not when it was tried last, where nobody was asked (`offline`). With `stale`
             *     false, the costs are whole and something beside them is missing, such
             *     as the projects' names or the request counts.
             */
            errors: components["schemas"]["Problem"][];
        };
        ModelCost: {
            provider: string;
            /** @description The model's native name, the service's where there is no model, or `(not itemised)` */
            model: string;
            cost_usd: components["schemas"]["MoneyOrUnknown"];
            requests: components["schemas"]["Requests"];
            requests_partial?: components["schemas"]["RequestsPartial"];
            input_tokens: components["schemas"]["InputTokens"];
            output_tokens: components["schemas"]["OutputTokens"];
            cost: components["schemas"]["ChargedCost"];
            currency: components["schemas"]["ChargedCurrency"];
            provenance: components["schemas"]["Provenance"];
            unpriced?: components["schemas"]["Unpriced"];
            /** @description What of it `cost_usd` does not hold for want of an exchange rate; left out when there is none */
            unconverted?: components["schemas"]["CurrencyAmount"][];
        };
        /**
         * @description That the provider may still change it; left out when it is settled
         * @constant
         */
        Provisional: true;
        DailyCost: {
            date: components["schemas"]["Date"];
            cost_usd: components["schemas"]["Money"];
            /**
             * @description By what `daily_by` says, largest cost first; all entries of an answer are of one kind. Names are in `projects`,
             *     `workspaces` and `providers`.
             */
            breakdown: (components["schemas"]["DailyModelCost"] | components["schemas"]["DailyProjectCost"] | components["schemas"]["DailyWorkspaceCost"] | components["schemas"]["DailyProviderCost"])[];
        };
        /** @description With `daily_by=model`, over all workspaces of the provider */
        DailyModelCost: {
            provider: string;
            model: string;
            cost_usd: components["schemas"]["MoneyOrUnknown"];
            provisional?: components["schemas"]["Provisional"];
        };
        /** @description With `daily_by=project` */
        DailyProjectCost: {
            provider: string;
            workspace: string;
            /** @description null is the cost without a project */
            project_id: string | null;
            cost_usd: components["schemas"]["MoneyOrUnknown"];
            provisional?: components["schemas"]["Provisional"];
        };
        /** @description With `daily_by=workspace` */
        DailyWorkspaceCost: {
            provider: string;
            workspace: string;
            cost_usd: components["schemas"]["MoneyOrUnknown"];
            provisional?: components["schemas"]["Provisional"];
        };
        /** @description With `daily_by=provider` */
        DailyProviderCost: {
            provider: string;
            cost_usd: components["schemas"]["MoneyOrUnknown"];
            provisional?: components["schemas"]["Provisional"];
        };
        ProjectCost: {
            provider: string;
            workspace: string;
            /** @description null is the cost without a project */
            id: string | null;
            /** @description null when the provider's list does not name it */
            name: string | null;
            cost_usd: components["schemas"]["MoneyOrUnknown"];
            requests: components["schemas"]["Requests"];
            requests_partial?: components["schemas"]["RequestsPartial"];
            input_tokens: components["schemas"]["InputTokens"];
            output_tokens: components["schemas"]["OutputTokens"];
            cost: components["schemas"]["ChargedCost"];
            currency: components["schemas"]["ChargedCurrency"];
            provenance: components["schemas"]["Provenance"];
            unpriced?: components["schemas"]["Unpriced"];
            /** @description What of it `cost_usd` does not hold for want of an exchange rate; left out when there is none */
            unconverted?: components["schemas"]["CurrencyAmount"][];
        };
        WorkspaceCost: {
            provider: string;
            id: string;
            name: string;
            cost_usd: components["schemas"]["MoneyOrUnknown"];
            cost: components["schemas"]["ChargedCost"];
            currency: components["schemas"]["ChargedCurrency"];
            provenance: components["schemas"]["Provenance"];
            unpriced?: components["schemas"]["Unpriced"];
            /** @description What of it `cost_usd` does not hold for want of an exchange rate; left out when there is none */
            unconverted?: components["schemas"]["CurrencyAmount"][];
        };
        ProviderCost: {
            id: string;
            name: string;
            cost_usd: components["schemas"]["MoneyOrUnknown"];
            cost: components["schemas"]["ChargedCost"];
            currency: components["schemas"]["ChargedCurrency"];
            provenance: components["schemas"]["Provenance"];
            unpriced?: components["schemas"]["Unpriced"];
            /** @description What of it `cost_usd` does not hold for want of an exchange rate; left out when there is none */
            unconverted?: components["schemas"]["CurrencyAmount"][];
        };
        Coverage: {
            /**
             * @description Every day up to today that the providers give by now was read from every source asked for, and all of it is
             *     priced and in the total. False where nothing at all is known of the range, unless all of it lies ahead.
             */
            complete: boolean;
            /** @description The last day up to which nothing is missing; null when the first is */
            through: components["schemas"]["Date"] | null;
            /** @description The first day of the range that the providers may still change; null when there is none */
            provisional_from: components["schemas"]["Date"] | null;
            /**
             * @description The days up to today of which nothing is known, by source; days in a row in the same state stand together.
             *     Nothing of them is in any figure. All but `not_yet` are gaps: `complete` is false while there is any.
             */
            unread: components["schemas"]["UnreadDays"][];
        };
        UnreadDays: {
            provider: string;
            workspace: string;
            /**
             * @description As the days of `CoverageReport` have it
             * @enum {string}
             */
            state: "failed" | "missing" | "not_retained" | "not_yet";
            start_date: components["schemas"]["Date"];
            end_date: components["schemas"]["Date"];
        };
        ProjectList: {
            projects: components["schemas"]["Project"][];
            /** @description When the oldest of the lists was read */
            last_updated: components["schemas"]["Time"] | null;
        };
        Project: {
            id: string;
            name: string | null;
            archived: boolean;
        };
        WorkspaceList: {
            workspaces: components["schemas"]["Workspace"][];
        };
        Workspace: {
            id: string;
            name: string;
        };
        ProviderList: {
            providers: components["schemas"]["Provider"][];
            /** @description The figures are made up (demo mode) */
            demo: boolean;
        };
        Provider: {
            id: string;
            name: string;
            /** @description Whether its keys are named, so that there are workspaces to choose from */
            supports_workspaces: boolean;
            /** @description It has a key that was not refused */
            available: boolean;
            /** @description Why it is not available */
            error: components["schemas"]["Problem"] | null;
            key: components["schemas"]["KeyToMake"];
        };
        /** @description The key that reads costs, for a person who has none yet */
        KeyToMake: {
            /**
             * Format: uri
             * @description Where it is made
             */
            page: string;
            /** @description What the provider calls it */
            kind: string;
            /** @description How such keys begin; null where their beginning tells nothing */
            begins: string | null;
            /**
             * @description Who of the organization can make one; null when that is whoever has the account
             * @enum {string|null}
             */
            made_by: "owner" | "admin" | null;
            /** @description Which of the provider's permissions are enough; empty when there is nothing to choose */
            permissions: string[];
            /** @description The one plan that has such keys; null when every plan has */
            plan: string | null;
            /** @description How keys begin that cannot read costs; null when they look alike */
            ordinary: string | null;
        };
        Sync: {
            /** @description Another number whenever answers may have changed; begins anew with the program */
            version: number;
            fetches: components["schemas"]["Fetch"][];
        };
        Fetch: {
            provider: string;
            workspace: string;
            start_date: components["schemas"]["Date"];
            end_date: components["schemas"]["Date"];
            calls_done: number;
            /** @description Grows when the provider says that there are more pages */
            calls_total: number;
            started_at: components["schemas"]["Time"];
        };
        Health: {
            /** @constant */
            status: "ok";
            version: string;
            demo: boolean;
        };
        Problem: {
            /**
             * Format: uri
             * @description Ends in the kind or in a finer name, such as `not_configured` for a provider without a key
             */
            type: string;
            title: string;
            /**
             * @description The status of the answer, or the one it would have had were it not in `errors`
             * @enum {integer}
             */
            status: 400 | 404 | 405 | 421 | 500 | 502 | 503 | 504;
            /** @description What failed and on what, then what to do about it */
            detail: string;
            /** @enum {string} */
            kind: "invalid_argument" | "not_found" | "invalid_key" | "permission_denied" | "rate_limited" | "timeout" | "unavailable" | "bad_upstream" | "internal";
            /** @description Whose problem it is; left out when no source is to blame */
            provider?: string;
            /** @description Left out when the whole provider is meant */
            workspace?: string;
            /** @description Seconds the provider asks to wait; of a rate limit without a word about it 60 */
            retry_after?: number;
            /**
             * @description The setting to look at
             * @example OPENAI_API_KEY_EDUGAMI
             */
            setting?: string;
            /** @description Every parameter that is wrong */
            parameters?: components["schemas"]["BadParameter"][];
        };
        BadParameter: {
            /** @description The parameter's name; `query` when the whole of it cannot be read */
            name: string;
            reason: string;
        };
        RefusedProblem: {
            /**
             * Format: uri
             * @enum {string}
             */
            type: "urn:llm-cost-tracker:problem:invalid_argument" | "urn:llm-cost-tracker:problem:internal";
            title: string;
            /** @enum {integer} */
            status: 408 | 413 | 414 | 417 | 431 | 501 | 505;
            detail: string;
            /** @enum {string} */
            kind: "invalid_argument" | "internal";
        };
    };
    responses: {
        /** @description The question is not valid; every wrong parameter is named. Or the request is no HTTP. */
        BadQuery: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:invalid_argument",
                 *       "title": "The question is not valid",
                 *       "status": 400,
                 *       "detail": "end_date is before start_date",
                 *       "kind": "invalid_argument",
                 *       "parameters": [
                 *         {
                 *           "name": "end_date",
                 *           "reason": "is before start_date"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such provider, workspace or project; or no such path */
        NotFound: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:not_found",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "detail": "no provider 'acme'. Known providers: openai.",
                 *       "kind": "not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The method is neither GET nor HEAD */
        MethodNotAllowed: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                Allow: components["headers"]["Allow"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:invalid_argument",
                 *       "title": "Method not allowed",
                 *       "status": 405,
                 *       "detail": "only GET and HEAD are served",
                 *       "kind": "invalid_argument"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The Host header names neither this machine nor one of ALLOWED_HOSTS */
        Misdirected: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:invalid_argument",
                 *       "title": "Not served under this name",
                 *       "status": 421,
                 *       "detail": "this server answers to localhost only; set ALLOWED_HOSTS to serve it under another name",
                 *       "kind": "invalid_argument"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A fault of this program; the log says which */
        InternalError: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:internal",
                 *       "title": "Something went wrong here",
                 *       "status": 500,
                 *       "detail": "internal error",
                 *       "kind": "internal"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description The provider refused the key (`invalid_key`, `permission_denied`), no key is set, or the provider's answer
         *     cannot be used (`bad_upstream`)
         */
        BadGateway: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:invalid_key",
                 *       "title": "The provider refused the key",
                 *       "status": 502,
                 *       "detail": "openai: costs: status 401. Set OPENAI_API_KEY_EDUGAMI to an admin key (sk-admin-...).",
                 *       "kind": "invalid_key",
                 *       "provider": "openai",
                 *       "workspace": "edugami",
                 *       "setting": "OPENAI_API_KEY_EDUGAMI"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description The provider asks to wait (`rate_limited`) or cannot be reached (`unavailable`); or this server has too many
         *     connections
         */
        Unavailable: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:rate_limited",
                 *       "title": "The provider asks to wait",
                 *       "status": 503,
                 *       "detail": "openai: costs: status 429",
                 *       "kind": "rate_limited",
                 *       "provider": "openai",
                 *       "workspace": "edugami",
                 *       "retry_after": 20
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The provider did not answer in time */
        GatewayTimeout: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:timeout",
                 *       "title": "The provider did not answer in time",
                 *       "status": 504,
                 *       "detail": "openai: costs: no answer within 60 s",
                 *       "kind": "timeout",
                 *       "provider": "openai",
                 *       "workspace": "edugami"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request broke a limit or a rule of HTTP before it was a question */
        Refused: {
            headers: {
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:llm-cost-tracker:problem:invalid_argument",
                 *       "title": "Request header too large",
                 *       "status": 431,
                 *       "detail": "the header is larger than 16384 bytes",
                 *       "kind": "invalid_argument"
                 *     }
                 */
                "application/problem+json": components["schemas"]["RefusedProblem"];
            };
        };
    };
    parameters: {
        /**
         * @description A provider's id, as in /api/providers. Left out, all of them that have a key.
         * @example openai
         */
        Provider: string;
        /**
         * @description A workspace's id, as in /api/workspaces. Left out, all of them.
         * @example edugami
         */
        Workspace: string;
        /**
         * @description A project's id; `none` is the cost without a project. Left out, all of them.
         * @example proj_A1b2C3
         */
        ProjectId: string;
        /**
         * @description A model's name as the provider calls it, as in `breakdown`. Left out, all of them. One that was not used costs
         *     nothing: there is no list to check it against.
         * @example gpt-4o
         */
        Model: string;
        /**
         * @description The first day, from 2015-01-01 to 366 days after today. Needs `end_date`.
         * @example 2026-10-24
         */
        StartDate: components["schemas"]["Date"];
        /**
         * @description The last day, included; not before `start_date`, not later than 366 days after today. The range may have 3653
         *     days (ten years). Needs `start_date`.
         * @example 2026-11-22
         */
        EndDate: components["schemas"]["Date"];
        /**
         * @description From the first day of the calendar week (Monday), month or year to today. Not together with `start_date` or
         *     `end_date`.
         * @example month
         */
        Period: "week" | "month" | "year";
        /** @description How many at most */
        Limit: number;
        /** @description What each day of `daily` is split by. */
        DailyBy: "model" | "project" | "workspace" | "provider";
        /** @description Whether to ask the providers again for all of it, whatever is known. */
        Refresh: boolean;
        /**
         * @description Whether to ask nobody and answer at once from what is known. The figures are those of the days that are known,
         *     `coverage.unread` are the others; `last_updated` null: none is known. `stale` and `errors` tell how the last
         *     reading of these days went.
         */
        Offline: boolean;
    };
    requestBodies: never;
    headers: {
        NoStore: "no-store";
        /** @description Kept, but asked about before each use */
        NoCache: "no-cache";
        AssetCache: "no-cache" | "public, max-age=31536000, immutable";
        /** @description One for each encoding */
        ETag: string;
        Vary: "Accept-Encoding";
        /** @description None when the file is sent as it is */
        ContentEncoding: "br" | "gzip";
        /** @description None when the answer is sent as it is */
        GzipOnly: "gzip";
        Allow: "GET, HEAD";
        /** @description How many seconds the provider asks to wait; of a rate limit without a word about it 60 */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getCosts: {
        parameters: {
            query?: {
                /**
                 * @description A provider's id, as in /api/providers. Left out, all of them that have a key.
                 * @example openai
                 */
                provider?: components["parameters"]["Provider"];
                /**
                 * @description A workspace's id, as in /api/workspaces. Left out, all of them.
                 * @example edugami
                 */
                workspace?: components["parameters"]["Workspace"];
                /**
                 * @description A project's id; `none` is the cost without a project. Left out, all of them.
                 * @example proj_A1b2C3
                 */
                project_id?: components["parameters"]["ProjectId"];
                /**
                 * @description A model's name as the provider calls it, as in `breakdown`. Left out, all of them. One that was not used costs
                 *     nothing: there is no list to check it against.
                 * @example gpt-4o
                 */
                model?: components["parameters"]["Model"];
                /**
                 * @description The first day, from 2015-01-01 to 366 days after today. Needs `end_date`.
                 * @example 2026-10-24
                 */
                start_date?: components["parameters"]["StartDate"];
                /**
                 * @description The last day, included; not before `start_date`, not later than 366 days after today. The range may have 3653
                 *     days (ten years). Needs `start_date`.
                 * @example 2026-11-22
                 */
                end_date?: components["parameters"]["EndDate"];
                /**
                 * @description From the first day of the calendar week (Monday), month or year to today. Not together with `start_date` or
                 *     `end_date`.
                 * @example month
                 */
                period?: components["parameters"]["Period"];
                /** @description What each day of `daily` is split by. */
                daily_by?: components["parameters"]["DailyBy"];
                /** @description Whether to ask the providers again for all of it, whatever is known. */
                refresh?: components["parameters"]["Refresh"];
                /**
                 * @description Whether to ask nobody and answer at once from what is known. The figures are those of the days that are known,
                 *     `coverage.unread` are the others; `last_updated` null: none is known. `stale` and `errors` tell how the last
                 *     reading of these days went.
                 */
                offline?: components["parameters"]["Offline"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The costs */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["GzipOnly"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CostReport"];
                };
            };
            400: components["responses"]["BadQuery"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
            default: components["responses"]["Refused"];
        };
    };
    getCoverage: {
        parameters: {
            query?: {
                /**
                 * @description A provider's id, as in /api/providers. Left out, all of them that have a key.
                 * @example openai
                 */
                provider?: components["parameters"]["Provider"];
                /**
                 * @description A workspace's id, as in /api/workspaces. Left out, all of them.
                 * @example edugami
                 */
                workspace?: components["parameters"]["Workspace"];
                /**
                 * @description The first day, from 2015-01-01 to 366 days after today. Needs `end_date`.
                 * @example 2026-10-24
                 */
                start_date?: components["parameters"]["StartDate"];
                /**
                 * @description The last day, included; not before `start_date`, not later than 366 days after today. The range may have 3653
                 *     days (ten years). Needs `start_date`.
                 * @example 2026-11-22
                 */
                end_date?: components["parameters"]["EndDate"];
                /**
                 * @description From the first day of the calendar week (Monday), month or year to today. Not together with `start_date` or
                 *     `end_date`.
                 * @example month
                 */
                period?: components["parameters"]["Period"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days of each source */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["GzipOnly"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "start_date": "2026-11-01",
                     *       "end_date": "2026-11-22",
                     *       "complete": true,
                     *       "through": "2026-11-22",
                     *       "sources": [
                     *         {
                     *           "provider": "openai",
                     *           "workspace": "edugami",
                     *           "provider_name": "OpenAI",
                     *           "workspace_name": "Edugami",
                     *           "last_read": "2026-11-22T19:04:56Z",
                     *           "failing_since": null,
                     *           "error": null,
                     *           "days": [
                     *             {
                     *               "start_date": "2026-11-01",
                     *               "end_date": "2026-11-18",
                     *               "state": "settled"
                     *             },
                     *             {
                     *               "start_date": "2026-11-19",
                     *               "end_date": "2026-11-22",
                     *               "state": "provisional"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CoverageReport"];
                };
            };
            400: components["responses"]["BadQuery"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            default: components["responses"]["Refused"];
        };
    };
    getRestatements: {
        parameters: {
            query?: {
                /**
                 * @description A provider's id, as in /api/providers. Left out, all of them that have a key.
                 * @example openai
                 */
                provider?: components["parameters"]["Provider"];
                /**
                 * @description A workspace's id, as in /api/workspaces. Left out, all of them.
                 * @example edugami
                 */
                workspace?: components["parameters"]["Workspace"];
                /**
                 * @description A project's id; `none` is the cost without a project. Left out, all of them.
                 * @example proj_A1b2C3
                 */
                project_id?: components["parameters"]["ProjectId"];
                /**
                 * @description A model's name as the provider calls it, as in `breakdown`. Left out, all of them. One that was not used costs
                 *     nothing: there is no list to check it against.
                 * @example gpt-4o
                 */
                model?: components["parameters"]["Model"];
                /**
                 * @description The first day, from 2015-01-01 to 366 days after today. Needs `end_date`.
                 * @example 2026-10-24
                 */
                start_date?: components["parameters"]["StartDate"];
                /**
                 * @description The last day, included; not before `start_date`, not later than 366 days after today. The range may have 3653
                 *     days (ten years). Needs `start_date`.
                 * @example 2026-11-22
                 */
                end_date?: components["parameters"]["EndDate"];
                /**
                 * @description From the first day of the calendar week (Monday), month or year to today. Not together with `start_date` or
                 *     `end_date`.
                 * @example month
                 */
                period?: components["parameters"]["Period"];
                /** @description How many at most */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The restatements */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["GzipOnly"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "restatements": [
                     *         {
                     *           "date": "2026-11-19",
                     *           "provider": "openai",
                     *           "workspace": "edugami",
                     *           "project_id": "proj_A1b2C3",
                     *           "model": "gpt-4o",
                     *           "currency": "USD",
                     *           "cost_before": 41.2,
                     *           "cost_now": 43.05,
                     *           "read_before": "2026-11-20T08:00:00Z",
                     *           "read_now": "2026-11-22T19:04:56Z",
                     *           "sealed": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RestatementList"];
                };
            };
            400: components["responses"]["BadQuery"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            default: components["responses"]["Refused"];
        };
    };
    getProjects: {
        parameters: {
            query?: {
                /**
                 * @description A provider's id, as in /api/providers. Left out, all of them that have a key.
                 * @example openai
                 */
                provider?: components["parameters"]["Provider"];
                /**
                 * @description A workspace's id, as in /api/workspaces. Left out, all of them.
                 * @example edugami
                 */
                workspace?: components["parameters"]["Workspace"];
                /** @description Whether to ask the providers again for all of it, whatever is known. */
                refresh?: components["parameters"]["Refresh"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The projects */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["GzipOnly"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "projects": [
                     *         {
                     *           "id": "proj_A1b2C3",
                     *           "name": "Support bot",
                     *           "archived": false
                     *         }
                     *       ],
                     *       "last_updated": "2026-11-22T19:04:56Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            400: components["responses"]["BadQuery"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["GatewayTimeout"];
            default: components["responses"]["Refused"];
        };
    };
    getWorkspaces: {
        parameters: {
            query?: {
                /**
                 * @description A provider's id, as in /api/providers. Left out, all of them that have a key.
                 * @example openai
                 */
                provider?: components["parameters"]["Provider"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workspaces */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["GzipOnly"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "workspaces": [
                     *         {
                     *           "id": "edugami",
                     *           "name": "Edugami"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WorkspaceList"];
                };
            };
            400: components["responses"]["BadQuery"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["Refused"];
        };
    };
    getProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All providers that the program knows */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["GzipOnly"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "providers": [
                     *         {
                     *           "id": "openai",
                     *           "name": "OpenAI",
                     *           "supports_workspaces": true,
                     *           "available": true,
                     *           "error": null,
                     *           "key": {
                     *             "page": "https://platform.openai.com/settings/organization/admin-keys",
                     *             "kind": "Admin key",
                     *             "begins": "sk-admin-",
                     *             "made_by": "owner",
                     *             "permissions": [
                     *               "api.usage.read",
                     *               "api.management.read"
                     *             ],
                     *             "plan": null,
                     *             "ordinary": "sk-proj-"
                     *           }
                     *         }
                     *       ],
                     *       "demo": false
                     *     }
                     */
                    "application/json": components["schemas"]["ProviderList"];
                };
            };
            400: components["responses"]["BadQuery"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["Refused"];
        };
    };
    getSync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The readings in progress; none when nothing is being read */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["GzipOnly"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 4,
                     *       "fetches": [
                     *         {
                     *           "provider": "openai",
                     *           "workspace": "edugami",
                     *           "start_date": "2025-11-23",
                     *           "end_date": "2026-11-22",
                     *           "calls_done": 17,
                     *           "calls_total": 124,
                     *           "started_at": "2026-11-22T19:04:56Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Sync"];
                };
            };
            400: components["responses"]["BadQuery"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["Refused"];
        };
    };
    getEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events for as long as the connection lasts */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example data: {"version":4,"fetches":[]} */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadQuery"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["Refused"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["GzipOnly"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "version": "1.0.0",
                     *       "demo": false
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadQuery"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["Refused"];
        };
    };
    getPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoCache"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["ContentEncoding"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["NoCache"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["Refused"];
        };
    };
    getAsset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its name. One with a hash of the content in it is kept by browsers for good.
                 * @example index-B3x9_f-a.js
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["AssetCache"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["ContentEncoding"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["AssetCache"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["Refused"];
        };
    };
    getFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its name
                 * @example index.html
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoCache"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Content-Encoding": components["headers"]["ContentEncoding"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["NoCache"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            421: components["responses"]["Misdirected"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["Refused"];
        };
    };
}
