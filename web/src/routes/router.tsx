/** Every address of the console, and who may open it. Each page is loaded when it is first visited. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from '@tanstack/react-router';

import { queryClient } from '../app/queries';
import { meQuery } from '../app/session';
import { aboutQuery } from '../features/workbench/about';
import {
  accountSearch,
  auditSearch,
  billingSearch,
  createSearch,
  everythingSearch,
  instanceSearch,
  instancesSearch,
  ledgerSearch,
  marketSearch,
  ownPath,
  usersSearch,
  workbenchSearch,
  type EverythingSearch,
  type InstancesSearch,
} from './search';
import { Broken, Lost, Root, Waiting, WithFrame } from './shells';

const root = createRootRoute({ component: Root, notFoundComponent: Lost, errorComponent: Broken });

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async () => {
    if (await queryClient.query({ ...meQuery, staleTime: 'static' })) throw redirect({ to: '/overview' });
  },
  component: lazyRouteComponent(() => import('./LandingPage'), 'LandingPage'),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { next?: string } => ({ next: ownPath(search.next) }),
  component: lazyRouteComponent(() => import('./LoginPage'), 'LoginPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: (search): { next?: string } => ({ next: ownPath(search.next) }),
  component: lazyRouteComponent(() => import('./RegisterPage'), 'RegisterPage'),
});

const framed = createRoute({
  getParentRoute: () => root,
  id: 'framed',
  beforeLoad: async ({ location }) => {
    const user = await queryClient.query({ ...meQuery, staleTime: 'static' });
    if (user === null) throw redirect({ to: '/login', search: { next: location.href } });
    return { user };
  },
  component: WithFrame,
});

const overview = createRoute({
  getParentRoute: () => framed,
  path: '/overview',
  component: lazyRouteComponent(() => import('./OverviewPage'), 'OverviewPage'),
});

const market = createRoute({
  getParentRoute: () => framed,
  path: '/market',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof marketSearch>> =>
    marketSearch(search),
  component: lazyRouteComponent(() => import('./MarketPage'), 'MarketPage'),
});

const create = createRoute({
  getParentRoute: () => framed,
  path: '/market/$hostId',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof createSearch>> =>
    createSearch(search),
  component: lazyRouteComponent(() => import('./CreatePage'), 'CreatePage'),
});

const instances = createRoute({
  getParentRoute: () => framed,
  path: '/instances',
  validateSearch: (search: Record<string, unknown>): InstancesSearch => instancesSearch(search),
  component: lazyRouteComponent(() => import('./InstancesPage'), 'InstancesPage'),
});

const instance = createRoute({
  getParentRoute: () => framed,
  path: '/instances/$instanceId',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof instanceSearch>> =>
    instanceSearch(search),
  component: lazyRouteComponent(() => import('./InstancePage'), 'InstancePage'),
});

const images = createRoute({
  getParentRoute: () => framed,
  path: '/images',
  component: lazyRouteComponent(() => import('./ImagesPage'), 'ImagesPage'),
});

const billing = createRoute({
  getParentRoute: () => framed,
  path: '/billing',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof billingSearch>> =>
    billingSearch(search),
  component: lazyRouteComponent(() => import('./BillingPage'), 'BillingPage'),
});

const account = createRoute({
  getParentRoute: () => framed,
  path: '/account',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof accountSearch>> =>
    accountSearch(search),
  component: lazyRouteComponent(() => import('./AccountPage'), 'AccountPage'),
});

const workbench = createRoute({
  getParentRoute: () => framed,
  path: '/workbench',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof workbenchSearch>> =>
    workbenchSearch(search),
  // Known before anything is drawn: somebody's own workbench has no console around it.
  beforeLoad: async () => {
    await queryClient.query({ ...aboutQuery, staleTime: 'static' });
  },
  component: lazyRouteComponent(() => import('./WorkbenchPage'), 'WorkbenchPage'),
});

const recording = createRoute({
  getParentRoute: () => framed,
  path: '/workbench/recordings/$recordingId',
  component: lazyRouteComponent(() => import('./RecordingPage'), 'RecordingPage'),
});

/** For a renter these pages do not exist; the API refuses them on its own account. */
const operator = createRoute({
  getParentRoute: () => framed,
  path: '/operator',
  beforeLoad: ({ context }) => {
    if (context.user.role !== 'operator') throw notFound();
  },
});

const operatorOverview = createRoute({
  getParentRoute: () => operator,
  path: '/',
  component: lazyRouteComponent(() => import('./operator/OperatorPage'), 'OperatorPage'),
});

const hosts = createRoute({
  getParentRoute: () => operator,
  path: '/hosts',
  component: lazyRouteComponent(() => import('./operator/HostsPage'), 'HostsPage'),
});

const catalogue = createRoute({
  getParentRoute: () => operator,
  path: '/images',
  component: lazyRouteComponent(() => import('./operator/CataloguePage'), 'CataloguePage'),
});

const users = createRoute({
  getParentRoute: () => operator,
  path: '/users',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof usersSearch>> =>
    usersSearch(search),
  component: lazyRouteComponent(() => import('./operator/UsersPage'), 'UsersPage'),
});

const codes = createRoute({
  getParentRoute: () => operator,
  path: '/codes',
  component: lazyRouteComponent(() => import('./operator/CodesPage'), 'CodesPage'),
});

const everything = createRoute({
  getParentRoute: () => operator,
  path: '/instances',
  validateSearch: (search: Record<string, unknown>): EverythingSearch => everythingSearch(search),
  component: lazyRouteComponent(() => import('./operator/EverythingPage'), 'EverythingPage'),
});

const ledger = createRoute({
  getParentRoute: () => operator,
  path: '/ledger',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof ledgerSearch>> =>
    ledgerSearch(search),
  component: lazyRouteComponent(() => import('./operator/LedgerPage'), 'LedgerPage'),
});

const audit = createRoute({
  getParentRoute: () => operator,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): Partial<ReturnType<typeof auditSearch>> =>
    auditSearch(search),
  component: lazyRouteComponent(() => import('./operator/AuditPage'), 'AuditPage'),
});

const settings = createRoute({
  getParentRoute: () => operator,
  path: '/settings',
  component: lazyRouteComponent(() => import('./operator/SettingsPage'), 'SettingsPage'),
});

const tree = root.addChildren([
  landing,
  login,
  register,
  framed.addChildren([
    overview,
    market,
    create,
    instances,
    instance,
    images,
    billing,
    account,
    workbench,
    recording,
    operator.addChildren([
      operatorOverview,
      hosts,
      catalogue,
      users,
      codes,
      everything,
      ledger,
      audit,
      settings,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Lost,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
