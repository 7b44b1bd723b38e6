import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { SearchField } from './SearchField';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const field = () => screen.getByLabelText<HTMLInputElement>('Find');
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });
const pause = (ms: number) => {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
};

/** As a page has it: what is asked for comes back as the value; a button stands for "back" and "clear". */
function Page({ ask }: { ask: (text: string) => void }) {
  const [value, setValue] = useState('');
  return (
    <>
      <SearchField
        value={value}
        label="Find"
        onChange={(text) => {
          ask(text);
          setValue(text);
        }}
      />
      {['', 'lin'].map((text) => (
        <button key={text} type="button" data-testid={`to-${text}`} onClick={() => setValue(text)} />
      ))}
    </>
  );
}

describe('a search field', () => {
  it('asks once somebody pauses, not on every key', () => {
    const ask = vi.fn();
    render(<Page ask={ask} />);
    type('l');
    pause(100);
    type('li');
    pause(100);
    expect(ask).not.toHaveBeenCalled();
    pause(200);
    expect(ask.mock.calls).toEqual([['li']]);
  });

  it('takes no space away from under somebody who goes on typing', () => {
    const ask = vi.fn();
    render(<Page ask={ask} />);
    type('two ');
    pause(300);
    expect(field().value).toBe('two ');
    type('two words');
    pause(300);
    expect(ask.mock.calls).toEqual([['two'], ['two words']]);
  });

  it('follows another hand there and back, and asks for nothing by itself then', () => {
    const ask = vi.fn();
    render(<Page ask={ask} />);
    type('lin');
    pause(300);
    fireEvent.click(screen.getByTestId('to-'));
    expect(field().value).toBe('');
    fireEvent.click(screen.getByTestId('to-lin'));
    expect(field().value).toBe('lin');
    pause(1_000);
    expect(ask.mock.calls).toEqual([['lin']]);
  });
});
