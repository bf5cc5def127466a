/*
 * Finds the traffic match of a redirected outbound connection and starts the chain for its protocol.
 *
 * Used by main.js; bytes. The first event is empty data.
 * Exports of `outbound`: `__port`, the traffic match; `__protocol`, `http` or `tcp`; `__isHTTP2`,
 * whether the upstream is spoken to by HTTP/2; `__isEgress`, whether the destination is outside of
 * the mesh; `__cert`, the client certificate to show. The load balancers may change the last two.
 */
((
  config = pipy.solve('config.js'),
  utils = pipy.solve('utils.js'),

  isEgressAllowed = Boolean(config.Spec?.Traffic?.EnableEgress),

  hasRanges = match => Object.keys(match.DestinationIPRanges || {}).length > 0,

  matchLists = new algo.Cache(
    list => ({
      byRange: list.filter(hasRanges).map(match => ({ match, masks: utils.netmasks(match.DestinationIPRanges) })),
      // Q12 (kept): a match without ranges takes every destination, whatever its protocol.
      fallback: list.find(match => !hasRanges(match)),
    })
  ),

  findMatch = (list, address) => (
    ((lists, found) => (
      lists.byRange.some(
        ({ match, masks }) => (
          found = utils.findNetmask(masks, address),
          found && (found = { match, cert: utils.clientCertificate(found.spec?.SourceCert, config.Certificate) })
        )
      ),
      found || (lists.fallback ? { match: lists.fallback, cert: null, isEgress: true } : null)
    ))(matchLists.get(list))
  ),

) => pipy({
  _list: null,
  _found: null,
})

.export('outbound', {
  __port: null,
  __protocol: null,
  __isHTTP2: false,
  __isEgress: false,
  __cert: null,
})

.pipeline()
.onStart(
  () => void (
    _list = config.Outbound?.TrafficMatches?.[__inbound.destinationPort || 0],
    _found = _list ? findMatch(_list, __inbound.destinationAddress || '127.0.0.1') : null,
    _found ? (
      __port = _found.match,
      __protocol = utils.protocolClass(__port.Protocol),
      __isHTTP2 = __port.Protocol === 'grpc',
      __isEgress = Boolean(_found.isEgress),
      __cert = _found.cert
    ) : (
      __protocol = isEgressAllowed ? 'tcp' : null
    )
  )
)
.branch(
  () => __protocol === 'http', (
    $ => $.replaceStreamStart().chain(config.Chains?.['outbound-http'])
  ),
  () => __protocol === 'tcp', (
    $ => $.chain(config.Chains?.['outbound-tcp'])
  ),
  (
    $ => $.replaceStreamStart(() => new StreamEnd)
  )
)

)()
