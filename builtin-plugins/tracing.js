/*
 * Zipkin spans for the tracing modules.
 *
 * Solved once per worker thread; its value is an object that says whether tracing is on, decides
 * which requests are sampled, and builds and sends their spans.
 */
((
  utils = pipy.solve('utils.js'),

//# if fsm
  config = pipy.solve('config.js'),
  settings = config.Spec?.Observability?.tracing,
  address = settings?.address,
  endpoint = settings?.endpoint || '/api/v2/spans',
  fraction = Number(settings?.sampledFraction) || 0,
//# else
  address = os.env.TRACING_ADDRESS,
  endpoint = os.env.TRACING_ENDPOINT || '/api/v2/spans',
  fraction = Number(os.env.TRACING_SAMPLED_FRACTION) || 0,
//# endif

  logger = address ? (
    new logging.JSONLogger('tracing').toHTTP('http://' + address + endpoint, {
      batch: { timeout: 1, interval: 1, prefix: '[', postfix: ']', separator: ',' },
      headers: { 'Host': address, 'Content-Type': 'application/json' },
    })
  ) : null,

  ownEndpoint = {
    port: 0,
    ipv4: os.env.POD_IP || '',
    serviceName: os.env.SERVICE_ACCOUNT,
  },

  microseconds = () => Date.now() * 1000,

) => ({
  enabled: Boolean(logger),

  // Starts a span in the headers of an outbound request, and tells whether it is sampled.
  startSpan: (headers, protocol) => (
    utils.startSpan(headers, protocol),
    headers['x-b3-sampled'] || (
      headers['x-b3-sampled'] = utils.isSampled(headers['x-b3-traceid'], fraction) ? '1' : '0'
    ),
    headers['x-b3-sampled'] === '1'
  ),

  // The span record of a request. `kind` is CLIENT or SERVER; the server shares the span of its client.
  openSpan: (kind, head, cluster) => (
    (headers => ({
      traceId: headers['x-b3-traceid'],
      id: headers['x-b3-spanid'],
      name: headers.host,
      timestamp: microseconds(),
      localEndpoint: ownEndpoint,
      tags: {
        component: 'proxy',
        'http.url': headers['x-forwarded-proto'] + '://' + headers.host + head.path,
        'http.method': head.method,
        node_id: os.env.POD_UID,
        'http.protocol': head.protocol,
        'guid:x-request-id': headers['x-request-id'],
        user_agent: headers['user-agent'],
        upstream_cluster: cluster,
      },
      annotations: [],
      parentId: headers['x-b3-parentspanid'],
      kind,
      shared: kind === 'SERVER' ? true : undefined,
    }))(head.headers)
  ),

  // Completes the span with what the exchange came to, and sends it.
  closeSpan: (span, status, target, requestSize, responseSize) => (
    span.tags.request_size = requestSize.toString(),
    span.tags.response_size = responseSize.toString(),
    span.tags['http.status_code'] = status?.toString?.(),
    span.tags['peer.address'] = target,
    span.duration = microseconds() - span.timestamp,
    logger.log(span)
  ),
}))()
