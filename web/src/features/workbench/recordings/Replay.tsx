import { PauseOutlined, CaretRightOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button, Select, Slider } from 'antd';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useShade } from '../../../ui/theme';
import { usePreferences } from '../terminal/preferences';
import { Screen } from '../terminal/screen';
import { themeOf } from '../terminal/themes';
import { hurried, type Cast } from './cast';
import { Player, SPEEDS, type Playing } from './player';
import styles from './Recordings.module.css';

const STEP_SECONDS = 5;
const LIMITS = [1, 2, 5, 10];
const START: Playing = { at: 0, playing: false, speed: 1 };

/** Plays one recording; everything can be done with the keyboard. */
export function Replay({ cast }: { cast: Cast }) {
  const { t } = useTranslation();
  const shade = useShade();
  const preferences = usePreferences();
  const host = useRef<HTMLDivElement>(null);
  const player = useRef<Player | null>(null);
  const [limit, setLimit] = useState<number | null>(2);
  const [now, setNow] = useState(START);
  const shown = useMemo(() => hurried(cast, limit), [cast, limit]);
  const looks = useEffectEvent(() => ({ preferences, shade }));
  const first = useEffectEvent(() => shown);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const screen = new Screen(looks(), () => undefined);
    screen.open(element);
    screen.term.options.disableStdin = true;
    const made = new Player(
      first(),
      {
        write: (data) => screen.term.write(data),
        resize: (columns, rows) => screen.term.resize(columns, rows),
        // In the order of what is written: a reset in between would leave what is still being parsed.
        reset: () => screen.term.write('\x1bc'),
      },
      (draw) => {
        const frame = requestAnimationFrame(draw);
        return () => cancelAnimationFrame(frame);
      },
      setNow,
    );
    player.current = made;
    made.play();
    return () => {
      made.stop();
      screen.dispose();
      player.current = null;
    };
  }, [cast]);

  useEffect(() => player.current?.swap(shown), [shown]);

  const over = now.at >= shown.seconds;
  const toggle = () => (now.playing ? player.current?.pause() : player.current?.play());

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const inField =
      event.target instanceof Element && event.target.closest('input, [role=slider], [role=combobox]');
    if (inField !== null && inField !== false) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act: Record<string, () => void> = {
      ' ': () => {
        if (!(event.target instanceof HTMLButtonElement)) toggle();
      },
      ArrowLeft: () => player.current?.seek(now.at - STEP_SECONDS),
      ArrowRight: () => player.current?.seek(now.at + STEP_SECONDS),
      Home: () => player.current?.seek(0),
      End: () => player.current?.seek(shown.seconds),
      '<': () => player.current?.faster(beside(now.speed, -1)),
      '>': () => player.current?.faster(beside(now.speed, 1)),
    };
    const wanted = act[event.key];
    if (wanted === undefined || (event.key === ' ' && event.target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    wanted();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  return (
    <section className={styles.player} aria-label={t('workbench-terminal.replay.player')}>
      <div
        ref={host}
        className={styles.stage}
        style={{ background: themeOf(preferences.theme, shade).background }}
        role="group"
        aria-label={t('workbench-terminal.replay.screen')}
      />
      <div className={styles.controls}>
        <Button
          type="primary"
          icon={now.playing ? <PauseOutlined /> : over ? <ReloadOutlined /> : <CaretRightOutlined />}
          onClick={toggle}
        >
          {t(`workbench-terminal.replay.${now.playing ? 'pause' : over ? 'again' : 'play'}`)}
        </Button>
        <Slider
          className={styles.seek}
          min={0}
          max={Math.max(1, Math.ceil(shown.seconds * 10))}
          value={Math.round(now.at * 10)}
          ariaLabelForHandle={t('workbench-terminal.replay.seek')}
          tooltip={{ formatter: (value) => clock((value ?? 0) / 10) }}
          onChange={(value) => player.current?.seek(value / 10)}
        />
        <span className={styles.time}>
          {t('workbench-terminal.replay.time', { at: clock(now.at), all: clock(shown.seconds) })}
        </span>
        <Select
          aria-label={t('workbench-terminal.replay.speed')}
          value={now.speed}
          onChange={(speed) => player.current?.faster(speed)}
          options={SPEEDS.map((speed) => ({
            value: speed,
            label: t('workbench-terminal.replay.speed_of', { speed }),
          }))}
        />
        <Select
          aria-label={t('workbench-terminal.replay.idle')}
          value={limit ?? 0}
          onChange={(value) => setLimit(value === 0 ? null : value)}
          popupMatchSelectWidth={false}
          options={[
            { value: 0, label: t('workbench-terminal.replay.idle_all') },
            ...LIMITS.map((seconds) => ({
              value: seconds,
              label: t('workbench-terminal.replay.idle_limit', { seconds }),
            })),
          ]}
        />
        <span className="quiet small">{t('workbench-terminal.replay.keys')}</span>
      </div>
    </section>
  );
}

function beside(speed: number, step: number): number {
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(speed) + step))] ?? 1;
}

/** "1:02:03", as players show it. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
