import { useTranslation } from 'react-i18next';

import styles from './CommandBar.module.css';

interface ChoicesProps {
  words: string[];
  at: number;
  onChoose: (word: string) => void;
}

const MOST = 200;

/** What a word may become. The keys are the box's, which keeps the focus. */
export function Choices({ words, at, onChoose }: ChoicesProps) {
  const { t } = useTranslation();
  return (
    <div
      className={`${styles.list} ${styles.words}`}
      role="listbox"
      aria-label={t('workbench-commands.choices')}
    >
      {words.slice(0, MOST).map((word, index) => (
        <button
          key={word}
          type="button"
          role="option"
          aria-selected={index === at}
          data-chosen={index === at}
          tabIndex={-1}
          className={styles.pick}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(word)}
        >
          {word}
        </button>
      ))}
    </div>
  );
}
