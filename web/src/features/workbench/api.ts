/** What the workbench's rooms speak of: the API's own types, some by shorter names, and what goes over the desk's socket. */
import type {
  AboutOut,
  BulkIn,
  ConnectionOut,
  CopyOut,
  Options,
  PreviewOut,
  PromptOut,
  QuestionOut,
  SessionOut,
  TerminalOut,
  Tree,
} from '../../api';

export type {
  AnswerIn,
  CommandIn,
  CommandOut,
  ConnectionChange,
  ConnectionIn,
  ConnectionOut,
  CopyOut,
  EntryOut,
  FolderOut,
  HistoryOut,
  HostKeyOut,
  ImportIn,
  ImportRow,
  ListenerOut,
  ListenersOut,
  RecordingOut,
  SessionIn,
  SessionOut,
  SessionState,
  TerminalIn,
  TerminalOut,
  TextOut,
  TunnelOut,
} from '../../api';

export type About = AboutOut;
export type Auth = ConnectionOut['auth'];
export type BulkChange = BulkIn;
export type ConnectionList = Tree;
export type ConnectionOptions = Options;
export type ImportFormat = 'auto' | PreviewOut['format'];
export type ImportPreview = PreviewOut;
export type Prompt = PromptOut;
export type Question = QuestionOut;
export type TerminalState = TerminalOut['state'];

/** What the desk's socket says. */
export type DeskFrame =
  | { event: 'session'; session: SessionOut }
  | { event: 'session_gone'; id: string }
  | { event: 'terminal'; terminal: TerminalOut }
  | { event: 'copy'; copy: CopyOut }
  | { event: 'tunnel'; session_id: string }
  | { event: 'beat' };
