import { Input } from 'antd';
import { useEffect, useState } from 'react';

/** Long enough that a word is typed out, short enough that nobody waits. */
const PAUSE_MS = 250;

interface SearchFieldProps {
  value: string;
  /** What can be looked for; it is also the label. */
  label: string;
  /** Called without spaces around it once somebody pauses, and at once on Enter and when the field is emptied. */
  onChange: (value: string) => void;
  className?: string;
}

/** A field whose text is asked for elsewhere, so not on every key. What is typed meanwhile is never taken away. */
export function SearchField({ value, label, onChange, className }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [asked, setAsked] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    // What we asked for ourselves comes back late and changes nothing; anything else is another hand, as by "back".
    if (value !== asked) {
      setAsked(value);
      setText(value);
    }
  }
  const wanted = text.trim();

  useEffect(() => {
    if (wanted === asked) return;
    const timer = setTimeout(() => {
      setAsked(wanted);
      onChange(wanted);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, asked, onChange]);

  function askNow(now: string) {
    setAsked(now.trim());
    onChange(now.trim());
  }

  return (
    <Input.Search
      allowClear
      className={className}
      value={text}
      placeholder={label}
      aria-label={label}
      onChange={(event) => setText(event.target.value)}
      onSearch={askNow}
    />
  );
}
