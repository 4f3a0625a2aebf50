// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { recallColours, rememberColours } from '@/lib/colourMemory';

describe('the colours given', () => {
  it('are remembered, the last of them', () => {
    const memory = recallColours();
    for (let index = 0; index < 100; index += 1) memory.model.set(`model-${index}`, index % 6);
    memory.provider.set('openai', 2);
    rememberColours(memory);
    const again = recallColours();
    expect(again.model.size).toBe(60);
    expect(again.model.get('model-99')).toBe(3);
    expect(again.provider.get('openai')).toBe(2);
  });

  it.each(['not JSON', 'null', '[]', '{"model":7}', '{"model":[["a",9],["b"],3]}'])(
    'are given anew where %s is kept',
    (kept) => {
      localStorage.setItem('colours', kept);
      expect(recallColours().model.size).toBe(0);
    },
  );
});
