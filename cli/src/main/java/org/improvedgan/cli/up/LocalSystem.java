package org.improvedgan.cli.up;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.process.ChildProcess;
import org.improvedgan.cli.process.RestartPolicy;
import org.improvedgan.cli.process.Supervisor;
import org.improvedgan.events.Topics;
import org.improvedgan.kafka.local.LocalKafka;

/**
 * The whole system on this machine: broker and database in this process, the four services as its children. Whatever
 * has been started when {@link #close} is called is stopped by it, from any thread and at any moment.
 */
final class LocalSystem implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 250;

  private final Installation installation;
  private final StateDirectory state;
  private final Addresses addresses;
  private final Map<String, String> environment;
  private final String adminToken;
  private final Terminal terminal;
  private final Supervisor supervisor;
  private final DatabaseKeeper database;
  private final Instant startedAt = Instant.now();
  private final Map<String, SystemFile.RunningProcess> processes = new TreeMap<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private CompletableFuture<LocalKafka> kafka;
  private String run = "";
  private boolean closing;

  /**
   * @param environment of all services
   * @param adminToken of the human evaluation, told to that service alone
   */
  LocalSystem(Installation installation, StateDirectory state, Addresses addresses, Map<String, String> environment,
      String adminToken, Terminal terminal) {
    this.installation = installation;
    this.state = state;
    this.addresses = addresses;
    this.environment = environment;
    this.adminToken = adminToken;
    this.terminal = terminal;
    this.supervisor = new Supervisor(new Announcer(), RestartPolicy.DEFAULT);
    this.database = new DatabaseKeeper(this::startDatabase, process -> remember("postgres", process), terminal::line);
  }

  /** Starts the broker and the database side by side, and the trainer, which has the longest way, with them. */
  synchronized void begin() throws IOException {
    if (closing) {
      return;
    }
    kafka = CompletableFuture.supplyAsync(() -> LocalKafka.start(state.kafka(), addresses.kafkaPort()));
    database.begin();
    supervise(Service.TRAINER);
  }

  /** Returns when the broker takes messages and all topics are there. */
  void awaitBroker() {
    try {
      kafka.join();
    } catch (CompletionException e) {
      throw new UserError(e.getCause().getMessage(), e.getCause());
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", addresses.kafka()))) {
      Topics.createAll(admin);
    }
  }

  /** Starts the other services, the one that needs the database last. */
  void startServices() throws IOException {
    supervise(Service.SAMPLER);
    supervise(Service.EVALUATOR);
    database.awaitReady();
    supervise(Service.HUMAN_EVAL);
  }

  /**
   * Returns when every service says that it is ready, and the sampler that it has started.
   *
   * @throws UserError if one dies again and again, or is not ready within five minutes
   */
  void awaitReady() throws InterruptedException {
    Health health = new Health();
    Set<Service> waiting = EnumSet.allOf(Service.class);
    while (!waiting.isEmpty()) {
      for (Service service : List.copyOf(waiting)) {
        String url = addresses.url(service);
        if (service == Service.SAMPLER ? health.started(url) : health.ready(url)) {
          waiting.remove(service);
        }
      }
      checkAlive();
      double seconds = Duration.between(startedAt, Instant.now()).toMillis() / 1000.0;
      String names = waiting.stream().map(Service::title).collect(Collectors.joining(", "));
      if (seconds > START_LIMIT.toSeconds()) {
        throw new UserError("Not ready after " + Durations.of(seconds) + ": " + names + "; the logs are in "
            + state.logs() + ".");
      }
      if (!waiting.isEmpty()) {
        terminal.live("Starting (" + Durations.of(Math.floor(seconds)) + "): waiting for " + names);
        Thread.sleep(POLL_MILLIS);
      }
    }
    terminal.clearLive();
  }

  /** @throws UserError if a service or the database was given up */
  void checkAlive() {
    supervisor.failure().or(database::failure).ifPresent(failure -> {
      throw new UserError(failure);
    });
  }

  /** Names the training run in {@code system.json}. */
  synchronized void announce(String runId) {
    run = runId;
    writeFile();
  }

  private Database startDatabase() {
    return Database.start(state.postgres(), installation.root().resolve(".gan/postgres"),
        state.logs().resolve("postgres.log"), addresses.databasePort());
  }

  private void supervise(Service service) throws IOException {
    Map<String, String> own = new TreeMap<>(environment);
    if (service == Service.HUMAN_EVAL) {
      own.put(AdminToken.VARIABLE, adminToken);
    }
    supervisor.start(service.process(installation, addresses, own, state.logs()));
  }

  private synchronized void remember(String name, ProcessHandle handle) {
    processes.put(name, SystemFile.RunningProcess.of(handle));
    writeFile();
  }

  private void writeFile() {
    if (closing) {
      return;
    }
    SystemFile.RunningProcess self = SystemFile.RunningProcess.of(ProcessHandle.current());
    try {
      new SystemFile(self.pid(), self.startedAt(), run, addresses.urls(), processes).write(state.path());
    } catch (IOException e) {
      terminal.line("Cannot write " + state.path().resolve(SystemFile.NAME) + " (" + e.getMessage()
          + "), so other commands do not find this system by themselves.");
    }
  }

  /** Stops the services, then broker and database; also what is still starting. Repeated calls wait for the first. */
  @Override
  public void close() {
    synchronized (this) {
      if (!closing) {
        closing = true;
        CompletableFuture.runAsync(this::stopAll).handle((nothing, failure) -> closed.complete(null));
      }
    }
    closed.join();
  }

  private void stopAll() {
    supervisor.close();
    CompletableFuture<Void> databaseStop = CompletableFuture.runAsync(database::close);
    if (kafka != null) {
      kafka.handle((started, failure) -> started).thenAccept(started -> {
        if (started != null) {
          started.close();
        }
      }).join();
    }
    databaseStop.join();
  }

  private final class Announcer implements Supervisor.Listener {

    @Override
    public void started(ChildProcess child, ProcessHandle process) {
      remember(child.name(), process);
    }

    @Override
    public void died(ChildProcess child, String how, Duration delay) {
      terminal.line("The " + child.name() + " died (" + how + ") and is started again in "
          + Durations.of(delay.toMillis() / 1000.0) + "; its log is " + child.log() + ".");
    }

    @Override
    public void gaveUp(ChildProcess child, String how) {
      terminal.line("The " + child.name() + " keeps dying (" + how + ") and is given up; its log is "
          + child.log() + ".");
    }
  }
}
