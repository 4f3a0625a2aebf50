// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { csvFileName, makeCsv, makeTabbed } from '@/lib/csv';

describe('makeCsv', () => {
  it('keeps every digit, with commas in English', () => {
    expect(makeCsv('en', ['Model', 'Cost'], [[{ text: 'gpt-5' }, { digits: '1951.470688220078929' }]])).toBe(
      '\uFEFFModel,Cost\r\ngpt-5,1951.470688220078929\r\n',
    );
  });

  it('has the semicolons and decimal commas of French spreadsheets', () => {
    expect(makeCsv('fr', ['Modèle', 'Coût'], [[{ text: 'a;b' }, { digits: '-0.5' }]])).toBe(
      '\uFEFFModèle;Coût\r\n"a;b";-0,5\r\n',
    );
  });

  it('quotes what needs it and leaves the unknown empty', () => {
    expect(makeCsv('en', ['A'], [[{ text: 'say "x", y\nz' }, null]])).toBe('\uFEFFA\r\n"say ""x"", y\nz",\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx'])('makes no formula of the name %j', (text) => {
    expect(makeCsv('en', ['A'], [[{ text }]])).toContain(`'${text}`);
  });
});

describe('csvFileName', () => {
  it('says what, of whom and from when to when', () => {
    expect(csvFileName('models', 'openai', '2026-11-01', '2026-11-22')).toBe(
      'llm-costs_models_openai_2026-11-01_2026-11-22.csv',
    );
    expect(csvFileName('a/b', null, '2026-11-01', '2026-11-22')).toBe('llm-costs_a-b_2026-11-01_2026-11-22.csv');
  });
});

describe('makeTabbed', () => {
  it('keeps a cell in its cell', () => {
    expect(
      makeTabbed(
        'fr',
        ['A', 'B'],
        [
          [{ text: 'a\tb\nc' }, { digits: '0.5' }],
          [{ text: '=1' }, null],
        ],
      ),
    ).toBe("A\tB\na b c\t0,5\n'=1\t");
  });
});
