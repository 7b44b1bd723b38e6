import account from './account.json';
import audit from './audit.json';
import billing from './billing.json';
import catalogue from './catalogue.json';
import codes from './codes.json';
import common from './common.json';
import connect from './connect.json';
import create from './create.json';
import errors from './errors.json';
import frame from './frame.json';
import hosts from './hosts.json';
import images from './images.json';
import instances from './instances.json';
import landing from './landing.json';
import ledger from './ledger.json';
import market from './market.json';
import monitor from './monitor.json';
import notices from './notices.json';
import operations from './operations.json';
import operator from './operator.json';
import overview from './overview.json';
import states from './states.json';
import steps from './steps.json';
import users from './users.json';
import workbench from './workbench.json';
import workbenchConnections from './workbench-connections.json';
import workbenchFiles from './workbench-files.json';
import workbenchCommands from './workbench-commands.json';
import workbenchMonitor from './workbench-monitor.json';
import workbenchTerminal from './workbench-terminal.json';
import workbenchTunnels from './workbench-tunnels.json';

export default {
  account,
  audit,
  billing,
  catalogue,
  codes,
  common,
  connect,
  create,
  errors,
  frame,
  hosts,
  images,
  instances,
  landing,
  ledger,
  market,
  monitor,
  notices,
  operations,
  operator,
  overview,
  states,
  steps,
  users,
  workbench,
  'workbench-connections': workbenchConnections,
  'workbench-files': workbenchFiles,
  'workbench-commands': workbenchCommands,
  'workbench-monitor': workbenchMonitor,
  'workbench-terminal': workbenchTerminal,
  'workbench-tunnels': workbenchTunnels,
};
