// SPDX-License-Identifier: MIT
import { useWords } from '@/lib/i18n/language';

const WIDTHS = ['w-44', 'w-40', 'w-48', 'w-36', 'w-44', 'w-40'];

export function TableSkeleton() {
  const { t } = useWords();
  return (
    <div aria-hidden="true" className="card px-5 py-5 lg:px-6">
      <p className="font-semibold text-base">{t.costByModel}</p>
      <div className="mt-5 space-y-6">
        {WIDTHS.map((width, index) => (
          <div key={index} className="flex justify-between">
            <span className={`skeleton h-5 ${width}`} />
            <span className="skeleton h-5 w-20" />
          </div>
        ))}
      </div>
    </div>
  );
}
