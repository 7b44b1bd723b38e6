import { Input } from 'antd';
import { useEffect, useState } from 'react';

/** Long enough that a word is typed out, short enough that nobody waits. */
const PAUSE_MS = 250;

interface SearchFieldProps {
  value: string;
  /** What can be looked for; it is also the label. */
  label: string;
  /** Called once somebody pauses, and at once on Enter and when the field is emptied. */
  onChange: (value: string) => void;
  className?: string;
}

/** A field whose text is asked for elsewhere, so not on every key. What is typed is never taken away. */
export function SearchField({ value, label, onChange, className }: SearchFieldProps) {
  const [draft, setDraft] = useState({ of: value, text: value });
  // A change from outside, as by "back", wins over what was typed before it.
  const text = draft.of === value ? draft.text : value;

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);

  return (
    <Input.Search
      allowClear
      className={className}
      value={text}
      placeholder={label}
      aria-label={label}
      onChange={(event) => setDraft({ of: value, text: event.target.value })}
      onSearch={(now) => onChange(now)}
    />
  );
}
