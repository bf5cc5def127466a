/*
 * The admin and the Prometheus endpoint, both fed by the metrics of Pipy's own admin port.
 *
 * Pipelines `prometheus` and `admin`, used by main.js; bytes.
 */
((
  config = pipy.solve('config.js'),

  // Q7 (kept): 6060 is the default; the environment can name another port.
  metricsTarget = '127.0.0.1:' + (os.env.PIPY_ADMIN_PORT || '6060'),

  listeners = [
    (config.Outbound || config.Spec?.Traffic?.EnableEgress) && 'outbound-listener::0.0.0.0:15001',
    config.Inbound?.TrafficMatches && 'inbound-listener::0.0.0.0:15003',
    'inbound-prometheus-listener::0.0.0.0:15010',
  ].filter(line => line).map(line => line + '\n').join(''),

  // A metric of retries or rate limits by its only label, in the form that Envoy's clients expect.
  rewrites = [
    {
      regex: new RegExp('^sidecar_cluster_(upstream_rq_retry[a-z_]*)\\{sidecar_cluster_name="([^"]*)"\\} (.*)$'),
      text: found => 'cluster.' + found[2] + '.' + found[1] + ': ' + found[3],
    },
    {
      regex: new RegExp('^sidecar_local_rate_limit_inbound\\{label="([^"]*)"\\} (.*)$'),
      text: found => 'local_rate_limit.inbound_' + found[1] + '.rate_limited: ' + found[2],
    },
    {
      regex: new RegExp('^http_local_rate_limiter\\{http_local_rate_limit="([^"]*)"\\} (.*)$'),
//# if fsm
      text: found => 'http_local_rate_limiter.http_local_rate_limit.rate_limited.' + found[1] + ': ' + found[2],
//# else
      // Q8 (kept): without its label the line of the service's limit looks like that of the route's.
      text: found => 'http_local_rate_limiter.http_local_rate_limit.rate_limited: ' + found[2],
//# endif
    },
  ],

  rewrite = line => (
    (rule => rule ? rule.text(rule.regex.exec(line)) : line)(
      rewrites.find(({ regex }) => regex.test(line))
    )
  ),

  isShown = line => ['peer', '_retry', 'rate_limit'].some(word => line.indexOf(word) > 0),

  summarize = (body, isHidden) => (
    body.toString().split('\n')
      .filter(line => isShown(line) && !isHidden(line))
      .map(rewrite)
      .join('\n')
  ),

  summary = (msg, isHidden) => (
    msg.body && msg.head.status === 200
      ? new Message({ status: 200 }, summarize(msg.body, isHidden))
      : msg
  ),

//# if fsm
  dump = () => pipy.load('config.json') || zlib.gunzip(pipy.load('config.json.gz')),
//# else
  dump = () => pipy.load('config.json'),
//# endif

  // Q6 (fixed): the listener is an IPv6 one, so the loopback address has three spellings.
  isLocal = address => ['127.0.0.1', '::ffff:127.0.0.1', '::1'].includes(address),

  pages = {
    '/listeners': () => new Message(listeners),
    '/ready': () => new Message('LIVE\n'),
    // Q21 (fixed): without a certificate the page is `null`.
    '/certs': () => new Message(JSON.stringify(config.Certificate || null, null, 2)),
    '/config_dump': () => new Message({ headers: { 'content-type': 'application/json' } }, dump()),
  },

  answer = (head, peer) => (
    pages[head.path] ? pages[head.path]() :
    head.path === '/quitquitquit' && head.method === 'POST' && isLocal(peer) ? (
      pipy.exit(),
      new Message('DONE\n')
    ) :
    new Message({ status: 404 }, 'Not Found\n')
  ),

) => pipy({
  _path: '',
})

.pipeline('prometheus')
.demuxHTTP().to(
  $ => $
    .handleMessageStart(
      msg => msg.head.path = msg.head.path === '/stats/prometheus' ? '/metrics' : '/stats' + msg.head.path
    )
    .link('metrics')
)

.pipeline('admin')
.demuxHTTP().to(
  $ => $
    .handleMessageStart(
      msg => (
        _path = msg.head.path,
        delete msg.head.headers['accept-encoding']
      )
    )
    .branch(
      () => _path === '/stats', (
        $ => $
          .handleMessageStart(msg => msg.head.path = '/metrics')
          .link('metrics')
          .replaceMessage(msg => summary(msg, () => false))
      ),
      () => _path === '/clusters', (
        $ => $
          .handleMessageStart(msg => msg.head.path = '/metrics')
          .link('metrics')
          .replaceMessage(msg => summary(msg, line => line.indexOf('_bucket') >= 0))
      ),
      (
        $ => $.replaceMessage(msg => answer(msg.head, __inbound.remoteAddress))
      )
    )
)

.pipeline('metrics')
.muxHTTP(() => metricsTarget)
.to(
  $ => $.connect(metricsTarget)
)

)()
