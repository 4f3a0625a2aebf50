// SPDX-License-Identifier: MIT
import { Button } from '@/components/ui/Button';
import { Dialog } from '@/components/ui/Dialog';
import { useWords } from '@/lib/i18n/language';
import { SHORTCUTS, type Shortcut } from '@/lib/shortcuts';

interface Props {
  isOn: boolean;
  onSwitch(isOn: boolean): void;
  onClose(): void;
}

/** What the keys do, and the switch that takes them away. */
export function ShortcutSheet({ isOn, onSwitch, onClose }: Props) {
  const { t, formats } = useWords();
  return (
    <Dialog label={t.shortcuts} className="w-md max-w-[calc(100vw-2rem)]" onClose={onClose}>
      <h2 className="font-semibold text-lg">{t.shortcuts}</h2>
      <table className="mt-3 w-full border-collapse text-left">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t.shortcutWhat}</th>
            <th scope="col">{t.shortcutKeys}</th>
          </tr>
        </thead>
        <tbody className={isOn ? undefined : 'text-muted'}>
          {(Object.keys(SHORTCUTS) as Shortcut[]).map((shortcut) => (
            <tr key={shortcut} className="border-line border-t">
              <th scope="row" className="py-1.5 pr-4 font-normal">
                {t.shortcut[shortcut]}
              </th>
              <td className="py-1.5 text-right">
                {SHORTCUTS[shortcut].map((key, index) => (
                  <span key={key}>
                    {index > 0 && <span className="text-muted text-xs"> {t.or} </span>}
                    <kbd className="inline-block min-w-7 rounded-sm border border-line-strong bg-sunken px-1.5 py-0.5 text-center font-mono text-xs">
                      {key}
                    </kbd>
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="mt-3 flex min-h-11 cursor-pointer items-center gap-2.5">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={isOn}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
        />
        {t.shortcutsOn}
      </label>
      <p className="text-muted text-xs">{t.shortcutsNote(formats.list([...t.keyNames]))}</p>
      <div className="mt-3 text-right">
        <Button onClick={onClose}>{t.close}</Button>
      </div>
    </Dialog>
  );
}
