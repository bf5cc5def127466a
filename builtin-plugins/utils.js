/*
 * Helpers shared by the other scripts: the pod's identity, address ranges, load balancing, route
 * tables, rate limits and trace identifiers.
 *
 * Solved once per worker thread; its value is an object of constants and functions.
 */
((
  config = pipy.solve('config.js'),

  namespace = os.env.POD_NAMESPACE || 'default',
  kind = os.env.POD_CONTROLLER_KIND || 'Deployment',
  name = os.env.SERVICE_ACCOUNT || '',
  pod = os.env.POD_NAME || '',

  // What a chain is chosen by: gRPC is HTTP, and everything else is TCP.
  protocolClass = protocol => (
    protocol === 'http' || protocol === 'grpc' ? 'http' :
    protocol ? 'tcp' : null
  ),

  // `ranges` of the configuration, in their order, as a list of {mask, spec}.
  netmasks = ranges => (
    Object.entries(ranges || {}).map(
      ([range, spec]) => ({ mask: new Netmask(range.indexOf('/') < 0 ? range + '/32' : range), spec })
    )
  ),

  findNetmask = (masks, address) => masks.find(range => range.mask.contains(address)),

  sourceRanges = new algo.Cache(match => netmasks(match.SourceIPRanges)),

  // The source range of a traffic match that an address is in, as {mask, spec}.
  sourceRange = (match, address) => match ? findNetmask(sourceRanges.get(match), address) : undefined,

  // The certificate that a `SourceCert` stands for, or null. Without a mesh certificate the mark that asks
  // for it stays, an empty certificate with which no connection can be made: it must not become plaintext.
  clientCertificate = (source, mesh) => (
    source?.<%= issued %> && mesh?.CertChain ? mesh : (source || null)
  ),

  // A random permutation of the entries of an object, so that not every sidecar begins with the same target.
  shuffle = (object, entries, swap) => (
    entries = Object.entries(object || {}),
    entries.forEach(
      (entry, i) => (
        swap = Math.floor(Math.random() * (i + 1)),
        entries[i] = entries[swap],
        entries[swap] = entry
      )
    ),
    Object.fromEntries(entries)
  ),

  // A balancer over the targets of weight 0, which only serve when others fail; null if there are none.
  failover = (weights, spares) => (
    spares = Object.keys(weights || {}).filter(target => weights[target] === 0),
    spares.length > 0 ? new algo.RoundRobinLoadBalancer(spares) : null
  ),

  anyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],

  // Paths are compared as they are sent, with their query. A prefix is one of text, not of segments.
  pathMatchers = {
    Exact: pattern => path => path === pattern,
    Prefix: pattern => path => path.startsWith(pattern),
    Regex: (pattern, regex) => (regex = new RegExp(pattern), path => regex.test(path)),
  },

  headerMatchers = headers => (
    Object.entries(headers || {}).map(([key, pattern]) => ({ key, regex: new RegExp(pattern) }))
  ),

  // A rule of an unknown type has no path matcher: trying it is an error, which closes the connection.
  compileRule = (rule, prepare) => (
    (
      (matchPath, headers, prepared) => ({
        ...prepared,
        rule,
        matches: head => (
          matchPath(head.path) && headers.every(({ key, regex }) => regex.test((head.headers?.[key] || '').toString()))
        ),
      })
    )(pathMatchers[rule.Type]?.(rule.Path), headerMatchers(rule.Headers), prepare(rule))
  ),

  addRoute = (methods, route) => (
    (route.rule.Methods || anyMethod).forEach(
      method => (methods[method] || (methods[method] = [])).push(route)
    )
  ),

  // Compiles `rules` to a function of request head and caller that gives the first matching route.
  // `callersOf(rule)` are those whom the rule is for, or null for all. What `prepare(rule)` returns
  // becomes part of the route, next to `rule` itself.
  // A caller who has rules of its own for a method is held to these; the open rules are for the others.
  routeTable = (rules, callersOf, prepare, open, own) => (
    open = {},
    own = {},
    (rules || []).forEach(
      rule => (
        ((route, callers) => (
          callers
            ? callers.forEach(caller => addRoute(own[caller] || (own[caller] = {}), route))
            : addRoute(open, route)
        ))(compileRule(rule, prepare), callersOf(rule))
      )
    ),
    (head, caller) => (
      (own[caller]?.[head.method] || open[head.method] || []).find(route => route.matches(head))
    )
  ),

//# if fsm
  rulesName = entry => entry.RuleName,
  serviceName = entry => entry.Service || entry.RuleName,
//# else
  rulesName = entry => entry,
  serviceName = entry => entry,
//# endif

  compileService = (match, entry, tables) => (
    (rules => rules ? {
      service: { name: serviceName(entry), ...rules },
      findRoute: tables.get(rules),
    } : null)(match.HttpServiceRouteRules?.[rulesName(entry)])
  ),

  // A function of traffic match and host that gives {service, findRoute} or null; see `routeTable`.
  // Only hosts of the configuration get into the caches, so requests cannot make them grow.
  serviceFinder = (callersOf, prepare, tables, services) => (
    tables = new algo.Cache(rules => routeTable(rules.RouteRules, callersOf, prepare)),
    services = new algo.Cache(
      match => new algo.Cache(host => compileService(match, match.HttpHostPort2Service[host], tables))
    ),
    (match, host) => match?.HttpHostPort2Service?.[host] ? services.get(match).get(host) : null
  ),

  clusterFinder = (clusters, describe) => (
    (described => name => clusters?.[name] ? described.get(name) : null)(
      new algo.Cache(name => describe(name, clusters[name]))
    )
  ),

  // Clusters by name, as objects that know their name; null for one that is not configured.
  inboundCluster = clusterFinder(config.Inbound?.ClustersConfigs, (name, Endpoints) => ({ name, Endpoints })),
  outboundCluster = clusterFinder(config.Outbound?.ClustersConfigs, (name, cluster) => ({ name, ...cluster })),

  // Whether a response calls for another cluster or endpoint.
  hasFailed = head => !head?.status || head.status > 499,

  // The limiter for a `RateLimit` object of the configuration, or null if it sets no local limit.
  rateLimit = limit => (
    limit?.Local ? (
      (
        (local, headers) => ({
          backlog: local.Backlog || 0,
          inFlight: 0,
          quota: new algo.Quota(
            local.Burst || local.Requests || 0,
            { produce: local.Requests || 0, per: local.StatTimeWindow || 0 }
          ),
          // The header object is always there and always new: modules further out write to it.
          reply: () => new Message({ status: local.ResponseStatusCode || 429, headers: { ...headers } }, ''),
        })
      )(
        limit.Local,
        Object.fromEntries((limit.Local.ResponseHeadersToAdd || []).map(header => [header.Name, header.Value]))
      )
    ) : null
  ),

  // Q4 (fixed): only the low 64 bits of a trace id count, so identifiers of 32 digits are sampled like those of 16.
  traceNumber = id => (
    Number.parseInt('0' + id.slice(-16, -8), 16) * 4294967296 + Number.parseInt(id.slice(-8), 16)
  ),

  // Q3 (kept): a fraction of 0 means that there is no limit.
  isSampled = (id, fraction) => !fraction || traceNumber(id) < fraction * 18446744073709551616,

  traceId = uuid => uuid.split('-').join('')<% if not fsm %>.slice(0, 16)<% endif %>,

  // Makes the request a span of its own, as a child of the one it came with.
  startSpan = (headers, protocol, uuid, id) => (
    uuid = algo.uuid(),
    id = traceId(uuid),
    protocol && (headers['x-forwarded-proto'] = protocol),
    headers['x-b3-spanid'] && (
      headers['x-b3-parentspanid'] = headers['x-b3-spanid'],
      headers['x-b3-spanid'] = id
    ),
    headers['x-b3-traceid'] || (
      headers['x-b3-traceid'] = id,
      headers['x-b3-spanid'] = id
    ),
    headers['x-request-id'] || (headers['x-request-id'] = uuid),
    headers['<%= stats %>-stats-namespace'] = namespace,
    headers['<%= stats %>-stats-kind'] = kind,
    headers['<%= stats %>-stats-name'] = name,
    headers['<%= stats %>-stats-pod'] = pod
  ),

) => ({
  namespace,
  kind,
  name,
  pod,
  protocolClass,
  netmasks,
  findNetmask,
  sourceRange,
  clientCertificate,
  shuffle,
  failover,
  serviceFinder,
  inboundCluster,
  outboundCluster,
  hasFailed,
  rateLimit,
  isSampled,
  startSpan,
}))()
