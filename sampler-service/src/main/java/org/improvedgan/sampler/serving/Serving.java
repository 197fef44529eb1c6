package org.improvedgan.sampler.serving;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.events.Topics;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.GeneratorTrial;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc;
import org.improvedgan.sampler.SamplerConfig;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/** Starts to follow the checkpoints with the application, once Kafka answers, and stops with it. */
@ApplicationScoped
public class Serving {

  private static final Logger LOG = Logger.getLogger(Serving.class);
  private static final long RETRY_SECONDS = 1;

  private final KafkaSettings settings;
  private final Checkpoints checkpoints;
  private final GrpcHealthStorage health;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean stopping;

  Serving(KafkaSettings settings, SamplerConfig config, GrpcHealthStorage health,
      MeterRegistry metrics) {
    this.settings = settings;
    Map<String, Object> kafka = settings.common();
    GeneratorTrial trial = new GeneratorTrial(config.trial(), config.trialMemory().asLongValue(), config.trialTime(),
        LOG::warn);
    Device device = Device.of(config.device());
    int batch = config.maxBatch().orElse(OnnxGenerator.usualBatch(device));
    ModelLoader loader = new ModelLoader(kafka, device, batch, trial, config.maxGeneratorBytes().asLongValue());
    this.checkpoints = new Checkpoints(kafka, config.models(), config.patience(), loader, new Refusals(kafka, metrics));
    this.health = health;
    Gauge.builder("gan.sampler.models.loaded", checkpoints, Checkpoints::loadedModels)
        .description("Generators that lie in memory").register(metrics);
  }

  @Produces
  @Singleton
  Checkpoints checkpoints() {
    return checkpoints;
  }

  void start(@Observes StartupEvent event) {
    tellHealth();
    checkpoints.listen(change -> tellHealth());
    checkpoints.ready().thenRun(this::tellHealth);
    Thread starter = new Thread(this::createTopicsAndFollow, "sampler-start");
    starter.setDaemon(true);
    starter.start();
  }

  /** Calls are still answered, but whoever asks is told to go elsewhere. */
  void announceEnd(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    tellHealth();
  }

  void stop(@Observes ShutdownEvent event) {
    stop.countDown();
    checkpoints.close();
  }

  /** Reading a topic that does not exist would let the broker make one with settings of its own. */
  private void createTopicsAndFollow() {
    Map<String, Object> impatient = settings.with(Map.of(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000));
    while (stop.getCount() > 0) {
      try (Admin admin = Admin.create(impatient)) {
        Topics.createAll(admin);
        checkpoints.start();
        return;
      } catch (KafkaException e) {
        LOG.warnf("Kafka at %s does not answer, trying again: %s", settings.address(), e.getMessage());
      }
      try {
        stop.await(RETRY_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void tellHealth() {
    ServingStatus status = checkpoints.serves() && !stopping ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(GrpcHealthStorage.DEFAULT_SERVICE_NAME, status);
    health.setStatus(SamplerGrpc.SERVICE_NAME, status);
    health.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, status);
  }
}
