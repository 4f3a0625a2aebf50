// SPDX-License-Identifier: MIT
// A provider's machine-readable description, where a copy of it is at hand: in ../shared/specs beside this repository, or
// in the folder LLM_COST_SPECS names.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';

import { ROOT } from '../support/program.mjs';

export class Description {
  #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  #validators = new Map();

  constructor(spec) {
    this.spec = spec;
    this.#ajv.addSchema(spec, 'spec');
  }

  // `file` such as "mistral-admin.yaml"; null and a word about it when there is none.
  static load(file) {
    const where = path.join(process.env.LLM_COST_SPECS ?? path.join(ROOT, '../shared/specs'), file);
    if (existsSync(where)) return new Description(parse(readFileSync(where, 'utf8')));
    console.log(`not checked against its description: ${where} is not there`);
    return null;
  }

  // The parameters of GET `template` by name.
  parameters(template) {
    const { parameters = [] } = this.spec.paths[template].get;
    return new Map(parameters.map((parameter) => this.#resolve(parameter)).map((parameter) => [parameter.name, parameter]));
  }

  // `json` is what GET `template` is described to answer with 200, and has nothing else.
  checkAnswer(template, json, what) {
    this.check(this.spec.paths[template].get.responses['200'].content['application/json'].schema.$ref, json, what);
  }

  // `json` is as described; it may have more. `ref` such as "#/components/schemas/ErrorBody".
  checkForm(ref, json, what) {
    if (!this.#validators.has(ref)) this.#validators.set(ref, this.#ajv.compile({ $ref: `spec${ref}` }));
    const validate = this.#validators.get(ref);
    assert.ok(validate(json), `${what}: ${this.#ajv.errorsText(validate.errors?.slice(0, 5))}`);
  }

  // `json` is as described, and has nothing else.
  check(ref, json, what) {
    this.checkForm(ref, json, what);
    assert.deepEqual([...new Set(this.#undescribed({ $ref: ref }, json, ''))], [], `${what}: fields nobody described`);
  }

  #resolve(schema) {
    if (!schema?.$ref) return schema;
    const parts = schema.$ref.slice(2).split('/');
    return this.#resolve(parts.reduce((at, part) => at[part], this.spec));
  }

  *#undescribed(given, json, at) {
    const schema = this.#resolve(given);
    if (schema === undefined || json === null || typeof json !== 'object') return;
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) {
      // The one that is no null: the validator has seen to it that it fits.
      yield* this.#undescribed(choices.find((choice) => this.#resolve(choice).type !== 'null'), json, at);
    } else if (Array.isArray(json)) {
      for (const entry of json) yield* this.#undescribed(schema.items, entry, `${at}[]`);
    } else {
      for (const [name, value] of Object.entries(json)) {
        const known = schema.properties?.[name] ?? schema.additionalProperties;
        if (known === undefined && schema.properties) yield `${at}.${name}`;
        if (typeof known === 'object') yield* this.#undescribed(known, value, `${at}.${name}`);
      }
    }
  }
}
