package org.improvedgan.system.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.improvedgan.events.Topics;
import org.improvedgan.kafka.local.BrokerProcess;
import org.improvedgan.kafka.local.FreePort;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The whole system as on a machine of its own: broker, database, one trainer, two samplers, two evaluators and the
 * human evaluation, each a process that is kept running, on disks that can be full, with clocks that can jump, and with
 * a {@link Link} wherever one talks to another. The settings that differ from the usual ones are short times and small
 * samples, which users have too.
 */
final class Site implements AutoCloseable {

  static final String ADMIN_TOKEN = "an-admin-token-of-the-fault-suite";
  static final int KEEP_LAST = 4;
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String HOST = "127.0.0.1:";
  private static final String BROKER = "broker";
  private static final String DATABASE = "database";
  private static final List<String> BROKER_CLIENTS =
      List.of("trainer", "sampler-1", "sampler-2", "evaluator-1", "evaluator-2", "human-eval");
  private static final List<String> SAMPLER_CLIENTS = List.of("evaluator-1", "evaluator-2", "human-eval", "outside");

  private final Path folder;
  private final Disk brokerDisk;
  private final Disk databaseDisk;
  private final Disk workDisk;
  private final int brokerPort = FreePort.next();
  private final int databasePort = FreePort.next();
  private final Map<String, Integer> linkPorts = new HashMap<>();
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<String, Unit> units = new LinkedHashMap<>();
  private final Map<String, FakeClock> clocks = new TreeMap<>();
  private final Map<String, Integer> httpPorts = new LinkedHashMap<>();

  private Site(Path folder) {
    this.folder = folder;
    this.brokerDisk = new Disk(folder.resolve("broker-disk"));
    this.databaseDisk = new Disk(folder.resolve("database-disk"));
    this.workDisk = new Disk(folder.resolve("work-disk"));
  }

  /** Starts everything and returns at once but for the broker, which has all topics by then. */
  static Site start(Path folder) throws Exception {
    Site site = new Site(folder);
    Runtime.getRuntime().addShutdownHook(new Thread(site::close, "site-stop"));
    try {
      site.startBroker();
      site.startDatabase();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", site.broker()))) {
        Topics.createAll(admin);
      }
      site.startServices();
      return site;
    } catch (Exception e) {
      site.close();
      throw e;
    }
  }

  /** The broker's own address, around all links. */
  String broker() {
    return HOST + brokerPort;
  }

  /** The database, around all links. */
  PGSimpleDataSource dataSource() {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setURL("jdbc:postgresql://" + HOST + databasePort + "/postgres?connectTimeout=5&socketTimeout=20");
    database.setUser("postgres");
    database.setPassword("postgres");
    return database;
  }

  /** Where raters go. */
  String humanEval() {
    return "http://" + HOST + httpPorts.get("human-eval");
  }

  /** Where clients of the samplers go: whichever listens answers. */
  String sampler() {
    return HOST + linkPorts.get("outside-sampler");
  }

  /** Addresses of everything that says whether it is ready. */
  Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    httpPorts.forEach((name, port) -> pages.put(name, "http://" + HOST + port));
    return pages;
  }

  Unit unit(String name) {
    return units.get(name);
  }

  Unit brokerUnit() {
    return units.get(BROKER);
  }

  Unit databaseUnit() {
    return units.get(DATABASE);
  }

  /** The names of the services' processes. */
  List<String> services() {
    return BROKER_CLIENTS;
  }

  /** All links but that of the clients from outside. */
  List<Link> links() {
    return links.values().stream().filter(link -> !link.name().startsWith("outside")).toList();
  }

  Collection<Unit> units() {
    return units.values();
  }

  FakeClock clock(String service) {
    return clocks.get(service);
  }

  Disk brokerDisk() {
    return brokerDisk;
  }

  Disk databaseDisk() {
    return databaseDisk;
  }

  Disk workDisk() {
    return workDisk;
  }

  /** Ends all processes at once, and leaves nothing mounted. */
  @Override
  public void close() {
    new ArrayList<>(units.values()).forEach(Unit::close);
    links.values().forEach(Link::close);
    List.of(brokerDisk, databaseDisk, workDisk).forEach(Disk::close);
  }

  private void startBroker() throws Exception {
    List<String> command = new ArrayList<>(java("-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), BrokerProcess.class.getName(),
        brokerDisk.folder().resolve("kafka").toString(), String.valueOf(brokerPort)));
    for (String client : BROKER_CLIENTS) {
      int listener = FreePort.next();
      String listenerName = client.toUpperCase().replace('-', '_');
      command.add(listenerName + ":" + listener + ":" + link(client + "-broker", listener));
    }
    // Short times: a member that has died is noticed after seconds, and so is a transaction that it left open.
    command.addAll(List.of("group.min.session.timeout.ms=1000",
        "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000"));
    units.put(BROKER, new Unit(BROKER, command, clock(BROKER, Map.of()), folder));
    Wait.until("the broker", () -> Wait.listens(brokerPort));
  }

  private void startDatabase() throws IOException {
    List<String> command = PostgresProgram.prepare(databaseDisk.folder().resolve("data"), databasePort,
        folder.resolve("database-first.log"));
    units.put(DATABASE, new Unit(DATABASE, command, Map.of(), folder));
    link("human-eval-database", databasePort);
  }

  private void startServices() {
    int[] grpc = {FreePort.next(), FreePort.next()};
    SAMPLER_CLIENTS.forEach(client -> link(client + "-sampler", grpc[0], grpc[1]));
    service("trainer", "trainer-service", Map.of("TRAINER_KEEP_LAST", String.valueOf(KEEP_LAST),
        "TRAINER_SESSION_TIMEOUT", "4s", "TRAINER_THREADS", "1"));
    for (int i = 0; i < 2; i++) {
      // One of them runs an unknown generator in a process of its own first, as is usual; the other does not.
      service("sampler-" + (i + 1), "sampler-service", Map.of("QUARKUS_GRPC_SERVER_PORT", String.valueOf(grpc[i]),
          "GAN_SAMPLER_WORKERS", "1", "GAN_SAMPLER_TRIAL", i == 0 ? "process" : "none"));
    }
    for (String name : List.of("evaluator-1", "evaluator-2")) {
      service(name, "evaluator-service", Map.of("SAMPLER_TARGET", HOST + linkPorts.get(name + "-sampler"),
          "EVALUATOR_SAMPLES", "200", "EVALUATOR_SPLITS", "4", "EVALUATOR_SESSION_TIMEOUT", "4s"));
    }
    service("human-eval", "human-eval-service", Map.of("SAMPLER_TARGET", HOST + linkPorts.get("human-eval-sampler"),
        "QUARKUS_DATASOURCE_JDBC_URL",
        "jdbc:postgresql://" + HOST + linkPorts.get("human-eval-database") + "/postgres",
        "QUARKUS_DATASOURCE_USERNAME", "postgres", "QUARKUS_DATASOURCE_PASSWORD", "postgres",
        "HUMAN_EVAL_ADMIN_TOKEN", ADMIN_TOKEN));
  }

  private void service(String name, String module, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", HOST + linkPorts.get(name + "-broker"));
    environment.put("QUARKUS_HTTP_PORT", String.valueOf(httpPorts.computeIfAbsent(name, any -> FreePort.next())));
    environment.put("OMP_WAIT_POLICY", "passive");
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    Path temporary = workDisk.folder().resolve(name);
    try {
      Files.createDirectories(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(java("-Xmx320m"));
    command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-jar",
        ROOT.resolve(module).resolve("target/quarkus-app/quarkus-run.jar").toString()));
    units.put(name, new Unit(name, command, clock(name, environment), folder));
  }

  private Map<String, String> clock(String name, Map<String, String> environment) {
    FakeClock clock = new FakeClock(folder.resolve(name + ".clock"));
    clocks.put(name, clock);
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(clock.environment());
    return all;
  }

  private int link(String name, Integer... servers) {
    int port = FreePort.next();
    linkPorts.put(name, port);
    links.put(name, new Link(name, port, servers));
    return port;
  }

  private static List<String> java(String heap) {
    return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap, "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");
  }
}
