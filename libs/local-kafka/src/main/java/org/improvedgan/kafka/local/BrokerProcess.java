package org.improvedgan.kafka.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The broker as a program of its own, for whoever wants to stop, kill and restart it alone. Arguments: the directory,
 * the port, further ports {@code NAME:PORT:ADVERTISED_PORT}, and Kafka's settings {@code name=value}. It runs until it
 * is told to end, and then writes everything; where Kafka cannot go on, for instance on a full disk, it ends at once.
 */
public final class BrokerProcess {

  private BrokerProcess() {
  }

  /** @param arguments as the class comment says */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length < 2) {
      throw new IllegalArgumentException("Give a directory and a port, and what more there is: "
          + "DIRECTORY PORT [NAME:PORT:ADVERTISED_PORT]... [setting=value]...");
    }
    List<Detour> detours = new ArrayList<>();
    Map<String, String> settings = new HashMap<>();
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      if (argument.contains("=")) {
        String[] setting = argument.split("=", 2);
        settings.put(setting[0], setting[1]);
      } else {
        String[] detour = argument.split(":");
        detours.add(new Detour(detour[0], Integer.parseInt(detour[1]), Integer.parseInt(detour[2])));
      }
    }
    LocalKafka kafka;
    try {
      kafka = LocalKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), detours, settings);
    } catch (LocalKafkaException e) {
      System.err.println(e.getMessage());
      Runtime.getRuntime().halt(1);
      return;
    }
    Exits.leaveAtOnce();
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "kafka-stop"));
    System.out.println("Kafka takes messages at " + kafka.bootstrapServers() + ".");
    Thread.currentThread().join();
  }
}
