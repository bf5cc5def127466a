/*
 * Admits a redirected inbound connection and starts the chain for its protocol.
 *
 * Used by main.js; bytes. The first event is empty data.
 * Exports of `inbound`: `__port`, the traffic match of the connection; `__protocol`, `http` or `tcp`;
 * `__isHTTP2`, whether the application is spoken to by HTTP/2; `__isIngress`, whether the request
 * comes from one of the port's source ranges. The last one is set by the http routing.
 */
((
  config = pipy.solve('config.js'),
  utils = pipy.solve('utils.js'),
  metrics = pipy.solve('metrics.js'),

  peers = config.AllowedEndpoints || {},

  // Who may connect: single addresses as they are written, and ranges.
  compileAllowed = keys => ({
    addresses: keys,
    masks: utils.netmasks(
      Object.fromEntries(keys.filter(key => key.indexOf('/') >= 0).map(key => [key, null]))
    ),
  }),
  isAllowed = (allowed, address) => (
    allowed.addresses.includes(address) || Boolean(utils.findNetmask(allowed.masks, address))
  ),

  // A match that lists endpoints of its own only admits those that are in both lists.
  allowedEndpoints = new algo.Cache(
    match => compileAllowed(
      Object.keys(peers).filter(key => !match.AllowedEndpoints || key in match.AllowedEndpoints)
    )
  ),

  connectionQuotas = new algo.Cache(
    match => (
      (limit => limit ? {
        quota: new algo.Quota(
          limit.Burst || limit.Connections || 0,
          { produce: limit.Connections || 0, per: limit.StatTimeWindow || 0 }
        ),
        refused: metrics.rateLimitedConnections.withLabels(
          utils.namespace + '/' + utils.pod.split('-')[0] + '_' + match.Port + '_' + match.Protocol
        ),
      } : null)(match.RateLimit?.Local)
    )
  ),

  takeConnection = limit => (
    !limit || limit.quota.consume(1) === 1 || (limit.refused.increase(), false)
  ),

  admit = (match, address) => (
    Boolean(match)
      && isAllowed(allowedEndpoints.get(match), address)
      && takeConnection(connectionQuotas.get(match))
  ),

) => pipy({
  _match: null,
})

.export('inbound', {
  __port: null,
  __protocol: null,
  __isHTTP2: false,
  __isIngress: false,
})

.pipeline()
.onStart(
  () => void (
    _match = config.Inbound?.TrafficMatches?.[__inbound.destinationPort || 0],
    admit(_match, __inbound.remoteAddress || '127.0.0.1') && (
      __port = _match,
      __protocol = utils.protocolClass(_match.Protocol),
      __isHTTP2 = _match.Protocol === 'grpc'
    )
  )
)
.branch(
  () => __protocol === 'http', (
    $ => $.replaceStreamStart().chain(config.Chains?.['inbound-http'])
  ),
  () => __protocol === 'tcp', (
    $ => $.chain(config.Chains?.['inbound-tcp'])
  ),
  (
    $ => $.replaceStreamStart(() => new StreamEnd('ConnectionReset'))
  )
)

)()
