package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dashboards, alerts and docs/monitoring.md: they name metrics that the services have. */
class MonitoringTest {

  /** Of Prometheus itself, of Quarkus and Micrometer, of Kubernetes, and of Kafka Exporter. */
  private static final Set<String> OTHERS = Set.of("up", "http_server_requests_seconds_count",
      "http_server_requests_seconds_sum", "jvm_memory_used_bytes", "jvm_memory_max_bytes", "jvm_gc_pause_seconds_sum",
      "process_cpu_usage", "disk_free_bytes", "disk_total_bytes", "kubelet_volume_stats_available_bytes",
      "kubelet_volume_stats_capacity_bytes", "kafka_consumergroup_lag", "kafka_topic_partition_current_offset");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "by", "on");
  private static final Path GRAFANA = Checkout.ROOT.resolve("deploy/grafana");

  @Test
  void dashboardsAndAlertsNameMetricsThatExist() throws IOException {
    Set<String> existing = new TreeSet<>(OTHERS);
    registered().values().forEach(existing::addAll);
    assertThat(existing).contains("gan_training_iterations_total", "gan_sampler_run_seconds_bucket",
        "evaluator_running_share", "human_eval_outbox_waiting", "evaluator_outcomes_total");
    Set<String> asked = new TreeSet<>();
    expressions().forEach(expression -> asked.addAll(metrics(expression)));
    assertThat(asked).hasSizeGreaterThan(20);
    assertThat(existing).containsAll(asked);
  }

  @Test
  void thePageNamesEveryMetricAndNoOther() {
    String page = Checkout.text(Checkout.ROOT.resolve("docs/monitoring.md"));
    Set<String> documented = Checkout.matches("`((?:gan|evaluator|human_eval)_[a-z_]+)[`{]", page)
        .map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    registered().forEach((metric, names) -> assertThat(documented).as("%s is on the page as one of its names", metric)
        .anyMatch(name -> names.contains(name) || names.contains(name + "_count")));
    assertThat(documented).allMatch(name -> registered().values().stream()
        .anyMatch(names -> names.contains(name) || names.contains(name + "_count")));
  }

  @Test
  void expressionsAreTakenApart() {
    assertThat(metrics("sum by (le, job) (rate(a_total{x=\"b_total\"}[5m])) / on () vector(1) > 0.5 * c offset 15m"))
        .containsExactlyInAnyOrder("a_total", "c");
  }

  @Test
  void thePageNamesEveryAlertAndNoOther() {
    Set<String> documented = Checkout.matches("`(Gan[A-Z]\\w+)`",
        Checkout.text(Checkout.ROOT.resolve("docs/monitoring.md"))).map(match -> match.group(1))
        .collect(Collectors.toSet());
    assertThat(alerts()).extracting(alert -> (String) alert.get("alert"))
        .containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void promtoolPlaysTheAlertsThrough() throws Exception {
    Path promtool = Path.of("/usr/bin/promtool");
    assumeTrue(Files.isExecutable(promtool), "No promtool in /usr/bin: apt install prometheus to play alerts through.");
    Process test = new ProcessBuilder(promtool.toString(), "test", "rules",
        Checkout.ROOT.resolve("deploy/prometheus/alerts_test.yml").toString()).redirectErrorStream(true).start();
    assertThat(test.waitFor()).as(new String(test.getInputStream().readAllBytes())).isZero();
  }

  @Test
  void alertsSayWhatToDo() {
    alerts().forEach(alert -> {
      assertThat((String) Checkout.at(alert, "annotations", "summary")).endsWith(".");
      assertThat((String) Checkout.at(alert, "annotations", "remedy")).endsWith(".");
      assertThat(Checkout.at(alert, "labels", "severity")).isIn("warning", "critical");
    });
  }

  @Test
  void dashboardsFitTogether() throws IOException {
    Set<String> identities = new TreeSet<>();
    String source = (String) Checkout.at(Checkout.<Object>list(Checkout.documents(
        GRAFANA.resolve("provisioning/datasources/prometheus.yml")).get(0).get("datasources")).get(0), "uid");
    for (JsonNode dashboard : dashboards()) {
      assertThat(identities.add(dashboard.get("uid").asText())).isTrue();
      Set<Integer> panels = new TreeSet<>();
      for (JsonNode panel : dashboard.get("panels")) {
        assertThat(panels.add(panel.get("id").asInt())).isTrue();
        assertThat(panel.get("title").asText()).isNotBlank();
        JsonNode place = panel.get("gridPos");
        assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
        for (JsonNode target : panel.path("targets")) {
          assertThat(target.path("datasource").path("uid").asText()).isEqualTo(source);
        }
      }
    }
    assertThat(identities).hasSize(4);
  }

  /** The names that Prometheus sees, by the name that the source registers. */
  private static Map<String, Set<String>> registered() {
    Map<String, Set<String>> metrics = new TreeMap<>();
    List<String> folders = new ArrayList<>(Checkout.SERVICES.values());
    folders.add("libs/events");
    for (String folder : folders) {
      for (Path file : Checkout.files(Checkout.ROOT.resolve(folder).resolve("src/main/java"), ".java")) {
        String text = Checkout.text(file);
        Stream.of("\\b((?:Function)?Counter|(?:Multi)?Gauge|Timer|DistributionSummary)\\s*"
                    + "\\.builder\\(\\s*\"([\\w.]+)\"",
                "\\b(?:metrics|registry)\\.(gauge|counter|timer|summary)\\(\\s*\"([\\w.]+)\"")
            .flatMap(pattern -> Checkout.matches(pattern, text))
            .forEach(match -> metrics.put(match.group(2), names(match.group(1), match.group(2).replace('.', '_'))));
      }
    }
    return metrics;
  }

  private static Set<String> names(String kind, String name) {
    return switch (kind) {
      case "Counter", "FunctionCounter", "counter" -> Set.of(name + "_total");
      case "Timer", "timer" -> parts(name + "_seconds");
      case "DistributionSummary", "summary" -> parts(name);
      default -> Set.of(name);
    };
  }

  private static Set<String> parts(String name) {
    return Set.of(name + "_count", name + "_sum", name + "_max", name + "_bucket");
  }

  private static Set<String> metrics(String expression) {
    String plain = expression.replaceAll("\"[^\"]*\"", "").replaceAll("\\{[^}]*}", "").replaceAll("\\[[^]]*]", "")
        .replaceAll("\\b(by|on|without|ignoring)\\s*\\([^)]*\\)", " ");
    return Checkout.matches("(?<![\\w.$])([a-zA-Z_:][\\w:]*)(?!\\w|\\s*\\()", plain).map(match -> match.group(1))
        .filter(word -> !WORDS.contains(word)).filter(word -> !plain.matches(".*\\b" + word + "\\s+\\(.*"))
        .collect(Collectors.toSet());
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    alerts().forEach(alert -> expressions.add((String) alert.get("expr")));
    dashboards().forEach(dashboard -> dashboard.findValuesAsText("expr").forEach(expressions::add));
    return expressions;
  }

  private static List<Map<String, Object>> alerts() {
    return Checkout.list(Checkout.at(Checkout.<Object>list(Checkout.documents(
        Checkout.ROOT.resolve("deploy/prometheus/alerts.yml")).get(0).get("groups")).get(0), "rules"));
  }

  private static List<JsonNode> dashboards() throws IOException {
    List<JsonNode> dashboards = new ArrayList<>();
    for (Path file : Checkout.files(GRAFANA, ".json")) {
      dashboards.add(new ObjectMapper().readTree(file.toFile()));
    }
    return dashboards;
  }
}
