/*
 * Every counter, gauge and histogram of the sidecar.
 *
 * Solved once per worker thread; its value is an object of functions and counters. The families
 * that are per cluster exist for each configured cluster from the start, with value 0; those of
 * retries begin with the first request to the cluster.
 */
((
  utils = pipy.solve('utils.js'),
  config = pipy.solve('config.js'),

  own = [utils.namespace, utils.kind, utils.name, utils.pod],
  identity = own.join(','),

  cluster = 'sidecar_cluster_name',
  source = ['source_namespace', 'source_workload_kind', 'source_workload_name', 'source_workload_pod'],

  upstream = (name, labels) => new stats.Counter('sidecar_cluster_upstream_' + name, labels),
  external = (name, labels) => new stats.Counter('sidecar_cluster_external_upstream_' + name, labels),

  serverLive = new stats.Gauge('sidecar_server_live'),
  activeConnections = new stats.Gauge('sidecar_cluster_upstream_cx_active', [cluster]),
  sentBytes = upstream('cx_tx_bytes_total', [cluster]),
  receivedBytes = upstream('cx_rx_bytes_total', [cluster]),
  completed = external('rq_completed', [cluster]),
  statuses = external('rq', [cluster, 'sidecar_response_code']),
  statusClasses = external('rq_xx', [cluster, 'sidecar_response_code_class']),
  requests = upstream('rq_total', [...source, cluster]),
  requestClasses = upstream('rq_xx', [...source, cluster, 'sidecar_response_code_class']),

  retries = upstream('rq_retry', [cluster]),
  retrySuccesses = upstream('rq_retry_success', [cluster]),
  retryLimitExceeded = upstream('rq_retry_limit_exceeded', [cluster]),
  retryOverflow = upstream('rq_retry_overflow', [cluster]),
  retryBackoffs = upstream('rq_retry_backoff_exponential', [cluster]),
  retryRateLimitedBackoffs = upstream('rq_retry_backoff_ratelimited', [cluster]),

  // Families that dashboards ask for and that this sidecar never counts.
  silent = [
    'cx_destroy_remote_with_active_rq',
    'cx_destroy_local_with_active_rq',
    'cx_connect_timeout',
    'rq_pending_failure_eject',
    'rq_pending_overflow',
    'rq_timeout',
    'rq_rx_reset',
    'rq_tx_reset',
  ].map(name => upstream(name, [cluster])),

  durations = new stats.Histogram(
    '<%= stats %>_request_duration_ms',
    [
      5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000,
      60000, 300000, 600000, 1800000, 3600000, Infinity,
    ],
    ['source', 'destination'].flatMap(
      side => ['namespace', 'kind', 'name', 'pod'].map(part => side + '_' + part)
    )
  ),

  rateLimited = new stats.Counter('http_local_rate_limiter', ['http_local_rate_limit']),
  rateLimitedConnections = new stats.Counter('sidecar_local_rate_limit_inbound', ['label']),

  // Q1 (fixed): the class is the whole first digit, so 503 counts under `5`.
  classOf = status => Math.floor(status / 100),

  zeroed = metric => (metric.zero(), metric),

  // Q2 (kept): requests without a cluster count under the name `undefined`.
  clusters = new algo.Cache(
    name => (
      silent.forEach(metric => zeroed(metric.withLabels(name))),
      (
        (total, classes) => (
          zeroed(classes.withLabels(5)),
          {
            activeConnections: zeroed(activeConnections.withLabels(name)),
            sentBytes: zeroed(sentBytes.withLabels(name)),
            receivedBytes: zeroed(receivedBytes.withLabels(name)),
            completed: zeroed(completed.withLabels(name)),
            countStatus: status => (
              statuses.withLabels(name, status).increase(),
              statusClasses.withLabels(name, classOf(status)).increase()
            ),
            countRequest: () => total.increase(),
            countClass: status => classes.withLabels(classOf(status)).increase(),
          }
        )
      )(
        zeroed(requests.withLabels(own[0], own[1], own[2], own[3], name)),
        requestClasses.withLabels(own[0], own[1], own[2], own[3], name)
      )
    )
  ),

  clusterRetries = new algo.Cache(
    name => (
      zeroed(retryOverflow.withLabels(name)),
      zeroed(retryRateLimitedBackoffs.withLabels(name)),
      {
        retries: zeroed(retries.withLabels(name)),
        successes: zeroed(retrySuccesses.withLabels(name)),
        limitExceeded: zeroed(retryLimitExceeded.withLabels(name)),
        backoffs: zeroed(retryBackoffs.withLabels(name)),
      }
    )
  ),

  // The duration histogram towards a peer that calls itself `namespace,kind,name,pod`; null for another form.
  peers = new algo.Cache(
    peer => (
      (
        parts => parts.length === 4
          ? durations.withLabels(own[0], own[1], own[2], own[3], parts[0], parts[1], parts[2], parts[3])
          : null
      )(peer.split(','))
    )
  ),

) => (
  serverLive.set(1),

  Object.keys(config.Inbound?.ClustersConfigs || {}).forEach(name => clusters.get(name)),
  Object.keys(config.Outbound?.ClustersConfigs || {}).forEach(name => clusters.get(name)),

  {
    identity,
    identityHeader: '<%= stats %>-stats',
    cluster: name => clusters.get(name),
    retries: name => clusterRetries.get(name),
    peerDurations: peer => peers.get(peer),
    rateLimited,
    rateLimitedConnections,

    // The counters of requests that were not and that were sampled, in this order.
    sampling: (direction, purpose) => (
      [0, 1].map(sampled => new stats.Counter(direction + '_http_' + purpose + '_sampled_' + sampled))
    ),
  }
))()
