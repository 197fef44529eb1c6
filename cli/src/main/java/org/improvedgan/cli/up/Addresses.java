package org.improvedgan.cli.up;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.improvedgan.cli.process.Ports;

/**
 * Where everything of one system listens, all on the loopback address.
 *
 * @param kafkaPort of the broker
 * @param databasePort of PostgreSQL
 * @param grpcPort of the sampler's gRPC server
 * @param httpPorts of the four services
 */
record Addresses(int kafkaPort, int databasePort, int grpcPort, Map<Service, Integer> httpPorts) {

  static final String HOST = "127.0.0.1";

  /** Takes the usual ports, each moved by {@code offset}, or the next free ones. */
  static Addresses choose(Ports ports, int offset) {
    Map<Service, Integer> http = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      http.put(service, ports.take("the " + service.title() + "'s page", service.defaultPort() + offset));
    }
    return new Addresses(ports.take("the Kafka broker", Service.DEFAULT_KAFKA_PORT + offset),
        ports.take("PostgreSQL", Service.DEFAULT_DATABASE_PORT + offset),
        ports.take("the sampler's gRPC", Service.DEFAULT_GRPC_PORT + offset), http);
  }

  String kafka() {
    return HOST + ":" + kafkaPort;
  }

  String grpc() {
    return HOST + ":" + grpcPort;
  }

  String url(Service service) {
    return "http://" + HOST + ":" + httpPorts.get(service);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://" + HOST + ":" + databasePort + "/" + Database.NAME;
  }

  /** What programs are told: a page's or a server's address by name. */
  Map<String, String> urls() {
    Map<String, String> urls = new LinkedHashMap<>();
    urls.put("evaluator", url(Service.EVALUATOR));
    urls.put("humanEval", url(Service.HUMAN_EVAL));
    urls.put("sampler", url(Service.SAMPLER));
    urls.put("trainer", url(Service.TRAINER));
    urls.put("samplerGrpc", grpc());
    urls.put("kafka", kafka());
    return urls;
  }

  /** The configuration of one service, as environment variables. */
  Map<String, String> environment(Service service) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka());
    environment.put("QUARKUS_HTTP_HOST", HOST);
    environment.put("QUARKUS_HTTP_PORT", String.valueOf(httpPorts.get(service)));
    switch (service) {
      case SAMPLER -> environment.put("QUARKUS_GRPC_SERVER_PORT", String.valueOf(grpcPort));
      case EVALUATOR -> {
        environment.put("SAMPLER_TARGET", grpc());
        environment.put("EVALUATOR_LINKS_SAMPLER", url(Service.SAMPLER));
        environment.put("EVALUATOR_LINKS_TRAINER", url(Service.TRAINER));
        environment.put("EVALUATOR_LINKS_HUMAN_EVAL", url(Service.HUMAN_EVAL));
      }
      case HUMAN_EVAL -> {
        environment.put("SAMPLER_TARGET", grpc());
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", Database.USER);
        environment.put("QUARKUS_DATASOURCE_PASSWORD", Database.PASSWORD);
      }
      case TRAINER -> { }
    }
    return environment;
  }
}
