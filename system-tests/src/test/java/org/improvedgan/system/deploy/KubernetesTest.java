package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The manifests of deploy/kubernetes: fields that Kubernetes knows, references that lead somewhere, and no rights. */
class KubernetesTest {

  private static final Map<String, Class<?>> TYPES = Map.of("Namespace", Namespace.class, "Service", Service.class,
      "PersistentVolumeClaim", PersistentVolumeClaim.class, "Deployment", Deployment.class,
      "StatefulSet", StatefulSet.class, "Ingress", Ingress.class, "NetworkPolicy", NetworkPolicy.class,
      "PodDisruptionBudget", PodDisruptionBudget.class);
  /** Of operators; their schemas are not here. */
  private static final Set<String> OTHERS = Set.of("Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser", "ScaledObject",
      "TriggerAuthentication", "PodMonitor", "PrometheusRule", "Certificate", "Issuer", "Kustomization", "Component");

  @Test
  void haveNoFieldThatKubernetesDoesNotKnow() throws IllegalAccessException {
    ObjectMapper mapper = new ObjectMapper();
    for (Map<String, Object> object : Checkout.objects()) {
      String kind = (String) object.get("kind");
      assertThat(object.get("apiVersion")).as("%s", object).isNotNull();
      assertThat(OTHERS.contains(kind) || TYPES.containsKey(kind)).as("kind %s", kind).isTrue();
      if (!kind.equals("Kustomization") && !kind.equals("Component")) {
        assertThat(Checkout.name(object)).as("%s", object).matches("[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?");
      }
      if (TYPES.containsKey(kind)) {
        requireKnown(mapper.convertValue(object, TYPES.get(kind)), kind + " " + Checkout.name(object));
      }
    }
  }

  @Test
  void giveContainersNoMoreThanTheyNeed() {
    for (Map<String, Object> workload : workloads()) {
      Map<String, Object> pod = pod(workload);
      assertThat(Checkout.at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
      assertThat(Checkout.at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
      assertThat(pod).containsEntry("automountServiceAccountToken", false).containsEntry("enableServiceLinks", false);
      Map<String, Object> container = container(workload);
      assertThat(Checkout.map(container.get("securityContext"))).containsEntry("readOnlyRootFilesystem", true)
          .containsEntry("allowPrivilegeEscalation", false)
          .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
      assertThat(Checkout.at(container, "resources", "requests", "memory")).isNotNull();
      assertThat(Checkout.at(container, "resources", "limits", "memory")).isNotNull();
      assertThat((String) container.get("image")).matches(".+:\\d+\\.\\d+.*");
    }
  }

  @Test
  void askEachServiceForTheRightHealth() {
    for (String service : Checkout.SERVICES.keySet()) {
      Map<String, Object> container = container(workload(service));
      Map.of("startupProbe", "/q/health/started", "readinessProbe", "/q/health/ready",
          "livenessProbe", "/q/health/live").forEach((probe, path) ->
              assertThat(Checkout.map(Checkout.at(container, probe, "httpGet"))).as(service)
                  .containsEntry("path", path).containsEntry("port", "http"));
      assertThat(Checkout.<Map<String, Object>>list(container.get("ports")))
          .anyMatch(port -> "http".equals(port.get("name")));
    }
  }

  @Test
  void setOnlyWhatTheServicesRead() {
    for (Map<String, Object> deployment : Checkout.objects("Deployment")) {
      String service = Checkout.name(deployment);
      assertThat(Checkout.<Map<String, Object>>list(container(deployment).get("env"))).as(service)
          .allSatisfy(variable -> assertThat((String) variable.get("name"))
              .matches(name -> ConfigurationKeys.known(service, name), "is read by " + service));
    }
  }

  @Test
  void takeSecretsFromThoseThatSomebodyMakes() {
    Set<String> made = new TreeSet<>(Set.of("gan-cluster-ca-cert"));
    Checkout.objects("KafkaUser").forEach(user -> made.add(Checkout.name(user)));
    Checkout.objects("Certificate").forEach(certificate ->
        made.add((String) Checkout.at(certificate, "spec", "secretName")));
    String script = Checkout.text(Checkout.KUBERNETES.resolve("secrets"));
    Checkout.matches("kind: Secret\\s+metadata:\\s+name: ([\\w-]+)", script)
        .forEach(match -> made.add(match.group(1)));
    for (Map<String, Object> workload : Checkout.objects()) {
      Checkout.matches("secret(?:KeyRef|Name|Ref)=(?:\\{name=)?([\\w-]+)(, optional=true)?", workload.toString())
          .filter(reference -> reference.group(2) == null && !reference.group(1).equals("rating-page-tls"))
          .forEach(reference -> assertThat(made).as(Checkout.name(workload)).contains(reference.group(1)));
    }
  }

  @Test
  void mountOnlyVolumesThatTheyHave() {
    for (Map<String, Object> workload : workloads()) {
      Set<String> volumes = names(pod(workload).get("volumes"));
      Checkout.<Map<String, Object>>list(Checkout.at(workload, "spec", "volumeClaimTemplates"))
          .forEach(claim -> volumes.add(Checkout.name(claim)));
      assertThat(volumes).as(Checkout.name(workload)).isEqualTo(names(container(workload).get("volumeMounts")));
    }
  }

  @Test
  void selectPodsThatExist() {
    Set<Object> pods = workloads().stream().map(Checkout::name).collect(Collectors.toSet());
    workloads().forEach(workload -> assertThat(
        Checkout.map(Checkout.at(workload, "spec", "template", "metadata", "labels")))
        .containsAllEntriesOf(Checkout.map(Checkout.at(workload, "spec", "selector", "matchLabels"))));
    for (String kind : List.of("Service", "PodDisruptionBudget", "NetworkPolicy")) {
      Checkout.objects(kind).forEach(object ->
          Checkout.matches("app\\.kubernetes\\.io/name=([\\w-]+)", object.toString()).forEach(match ->
              assertThat(pods).as("%s %s", kind, Checkout.name(object)).contains(match.group(1))));
    }
    assertThat(Checkout.objects("PodDisruptionBudget").stream().map(Checkout::name))
        .containsExactlyInAnyOrderElementsOf(Checkout.SERVICES.keySet());
    assertThat(Checkout.at(Checkout.objects("ScaledObject").get(0), "spec", "scaleTargetRef", "name"))
        .isEqualTo("evaluator");
  }

  @Test
  void raiseTheAlertsOfPrometheus() {
    assertThat(Checkout.at(Checkout.objects("PrometheusRule").get(0), "spec", "groups"))
        .isEqualTo(Checkout.documents(Checkout.ROOT.resolve("deploy/prometheus/alerts.yml")).get(0).get("groups"));
  }

  @Test
  void listEveryFileInAKustomization() {
    Set<String> listed = Checkout.objects().stream()
        .filter(object -> Set.of("Kustomization", "Component").contains(object.get("kind")))
        .flatMap(object -> (object.get("resources") + " " + object.get("patches")).lines())
        .collect(Collectors.toSet());
    Checkout.files(Checkout.KUBERNETES, ".yaml").stream().map(file -> file.getFileName().toString())
        .filter(file -> !file.equals("kustomization.yaml"))
        .forEach(file -> assertThat(listed).as(file).anyMatch(list -> list.matches(".*[\\[ =]" + file + "[,\\]}].*")));
  }

  /** Deployments and sets that are whole, not patches. */
  private static List<Map<String, Object>> workloads() {
    return Checkout.objects().stream()
        .filter(object -> Set.of("Deployment", "StatefulSet").contains(object.get("kind")))
        .filter(object -> Checkout.at(object, "spec", "selector") != null).toList();
  }

  private static Map<String, Object> workload(String name) {
    return workloads().stream().filter(workload -> Checkout.name(workload).equals(name)).findFirst().orElseThrow();
  }

  private static Map<String, Object> pod(Map<String, Object> workload) {
    return Checkout.map(Checkout.at(workload, "spec", "template", "spec"));
  }

  private static Map<String, Object> container(Map<String, Object> workload) {
    return Checkout.<Map<String, Object>>list(pod(workload).get("containers")).get(0);
  }

  private static Set<String> names(Object list) {
    return Checkout.<Map<String, Object>>list(list).stream().map(entry -> (String) entry.get("name"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a typed object did not know was put into {@code additionalProperties}, at whatever depth. */
  private static void requireKnown(Object object, String place) throws IllegalAccessException {
    if (object instanceof Collection<?> many) {
      for (Object one : many) {
        requireKnown(one, place);
      }
    }
    if (object == null || !object.getClass().getName().startsWith("io.fabric8.")) {
      return;
    }
    for (Field field : object.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        if (field.getName().equals("additionalProperties")) {
          assertThat((Map<?, ?>) field.get(object)).as("unknown in %s", place).isNullOrEmpty();
        } else {
          requireKnown(field.get(object), place + "." + field.getName());
        }
      }
    }
  }
}
