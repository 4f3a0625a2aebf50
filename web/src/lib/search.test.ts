// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { matches } from '@/lib/search';

describe('matches', () => {
  it.each([
    ['gpt-5-2025-08-07', 'GPT', true],
    ['Équipe pédagogique', 'equipe peda', true],
    ['Équipe pédagogique', 'péda équipe', true],
    ['claude-opus (Anthropic)', 'opus anth', true],
    ['claude-opus', 'opus mistral', false],
    ['anything', '  ', true],
  ])('%s by %j: %s', (text, query, expected) => {
    expect(matches(text, query)).toBe(expected);
  });
});
