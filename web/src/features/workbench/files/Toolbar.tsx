import {
  AimOutlined,
  ApartmentOutlined,
  ArrowLeftOutlined,
  ArrowRightOutlined,
  ArrowUpOutlined,
  EyeInvisibleOutlined,
  EyeOutlined,
  PlusOutlined,
  ReloadOutlined,
  SearchOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, Input, Tooltip, type InputRef, type MenuProps } from 'antd';
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './Bar.module.css';
import { PathBar } from './PathBar';
import { Places } from './Places';
import { parentOf } from './paths';
import type { PanelState } from './usePanel';

interface ToolProps {
  label: string;
  hint?: string;
  icon: ReactNode;
  /** Of a switch: whether it is on. */
  on?: boolean;
  disabled?: boolean;
  className?: string;
  onClick: () => void;
}

/** A small button of a bar: a picture, with its word for whoever points at it or can't see it. */
export function Tool({ label, hint, icon, on, disabled, className = '', onClick }: ToolProps) {
  return (
    <Tooltip title={hint ?? label}>
      <Button
        type="text"
        size="small"
        icon={icon}
        aria-label={label}
        aria-pressed={on}
        disabled={disabled}
        className={`${on === true ? styles.on : ''} ${className}`}
        onClick={onClick}
      />
    </Tooltip>
  );
}

interface ToolbarProps {
  sessionId: string;
  panel: PanelState;
  /** The terminal tells where it is, or has told once. */
  canFollow: boolean;
  find: Ref<InputRef>;
  uploadMenu: MenuProps;
  newMenu: MenuProps;
  onFilterEnd: () => void;
  children?: ReactNode;
}

/** Above the list: where, how and what to add. */
export function Toolbar({
  sessionId,
  panel,
  canFollow,
  find,
  uploadMenu,
  newMenu,
  onFilterEnd,
  children,
}: ToolbarProps) {
  const { t } = useTranslation();
  const { where, step, looks, changeLooks, filter, setFilter, listing } = panel;
  const above = parentOf(where.path);
  const tree = looks.tree ? t('workbench-files.hide_tree') : t('workbench-files.show_tree');
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('workbench-files.title')}>
      <div className={styles.group}>
        <Tool
          label={tree}
          icon={<ApartmentOutlined />}
          on={looks.tree}
          className={styles.wideOnly}
          onClick={() => changeLooks({ tree: !looks.tree })}
        />
        <Tool
          label={t('workbench-files.back')}
          hint={`${t('workbench-files.back')} (Alt+←)`}
          icon={<ArrowLeftOutlined />}
          disabled={where.back.length === 0}
          onClick={() => step({ kind: 'back' })}
        />
        <Tool
          label={t('workbench-files.forward')}
          hint={`${t('workbench-files.forward')} (Alt+→)`}
          icon={<ArrowRightOutlined />}
          disabled={where.forward.length === 0}
          className={styles.wideOnly}
          onClick={() => step({ kind: 'forward' })}
        />
        <Tool
          label={t('workbench-files.up')}
          hint={`${t('workbench-files.up')} (Backspace)`}
          icon={<ArrowUpOutlined />}
          disabled={above === null}
          onClick={() => above !== null && step({ kind: 'go', path: above })}
        />
        <Tool
          label={t('workbench-files.refresh')}
          hint={`${t('workbench-files.refresh')} (F5)`}
          icon={<ReloadOutlined spin={listing.refreshing} />}
          onClick={listing.refresh}
        />
        <Places sessionId={sessionId} onGo={(path) => step({ kind: 'go', path })} />
      </div>
      <PathBar sessionId={sessionId} path={where.path} onGo={(path) => step({ kind: 'go', path })} />
      <div className={styles.group}>
        <Tool
          label={t('workbench-files.follow')}
          hint={t('workbench-files.follow_hint')}
          icon={<AimOutlined />}
          on={where.follow}
          disabled={!canFollow}
          onClick={() => step({ kind: 'follow', on: !where.follow })}
        />
        <Tool
          label={t('workbench-files.hidden')}
          icon={looks.hidden ? <EyeOutlined /> : <EyeInvisibleOutlined />}
          on={looks.hidden}
          onClick={() => changeLooks({ hidden: !looks.hidden })}
        />
        <Input
          ref={find}
          className={styles.filter}
          size="small"
          allowClear
          prefix={<SearchOutlined aria-hidden="true" />}
          value={filter}
          aria-label={t('workbench-files.filter')}
          placeholder={t('workbench-files.filter_hint')}
          onChange={({ target }) => setFilter(target.value)}
          onPressEnter={onFilterEnd}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setFilter('');
            onFilterEnd();
          }}
        />
        <Dropdown menu={newMenu} trigger={['click']}>
          <Button size="small" icon={<PlusOutlined />} aria-label={t('workbench-files.new')}>
            <span className={styles.word}>{t('workbench-files.new')}</span>
          </Button>
        </Dropdown>
        <Dropdown menu={uploadMenu} trigger={['click']}>
          <Button
            size="small"
            type="primary"
            icon={<UploadOutlined />}
            aria-label={t('workbench-files.upload')}
          >
            <span className={styles.word}>{t('workbench-files.upload')}</span>
          </Button>
        </Dropdown>
        {children}
      </div>
    </div>
  );
}
