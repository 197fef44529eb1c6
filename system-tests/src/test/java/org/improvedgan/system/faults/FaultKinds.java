package org.improvedgan.system.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Every kind of fault that the suite injects. */
final class FaultKinds {

  private static final int SESSION_SECONDS = 4;
  private static final int HOUR = 3600;
  /** A study's session may last 24 hours, by the service's clock. */
  private static final int MOST_HOURS = 20;

  private final Site site;
  private final int longestOutage;
  private final List<Fault> all = new ArrayList<>();

  /**
   * @param longestOutage for how many seconds something is away, at most
   */
  FaultKinds(Site site, Poison poison, Replay replay, int longestOutage) {
    this.site = site;
    this.longestOutage = longestOutage;
    add("trainer killed", random -> kill("trainer"));
    add("sampler killed", random -> kill("sampler-" + (1 + random.nextInt(2))));
    add("evaluator killed", random -> kill("evaluator-" + (1 + random.nextInt(2))));
    add("human evaluation killed", random -> kill("human-eval"));
    add("everything killed", this::killAll);
    add("service frozen", this::freeze);
    add("broker killed", random -> killed(site.brokerUnit()));
    add("broker restarted", random -> stopped(site.brokerUnit()));
    add("broker gone", random -> gone(site.brokerUnit(), random));
    add("database killed", random -> killed(site.databaseUnit()));
    add("database gone", random -> gone(site.databaseUnit(), random));
    full("disk of the broker full", site.brokerDisk(), random -> fullBroker(random));
    full("disk of the database full", site.databaseDisk(), random -> fullFor(site.databaseDisk(), random));
    full("disk of the services full", site.workDisk(), random -> fullWork(random));
    add("network slow", this::slow);
    add("network silent", this::silent);
    add("connections cut", this::cut);
    add("events again and in another order", random -> replay.run(random) + " records");
    add("poison messages", random -> poison.spread(random) + " messages");
    add("broken checkpoint", random -> {
      poison.spreadBrokenCheckpoint(random);
      return "1 checkpoint";
    });
    clock("clock forward", 1);
    clock("clock back", -1);
  }

  /** In the order of the report. */
  List<Fault> all() {
    return all;
  }

  private void add(String kind, Fault.Injection injection) {
    all.add(Fault.of(kind, injection));
  }

  private void full(String kind, Disk disk, Fault.Injection injection) {
    all.add(new Fault(kind, disk.obstacle(), injection));
  }

  private void clock(String kind, int direction) {
    all.add(new Fault(kind, FakeClock.obstacle(), random -> jump(direction, random)));
  }

  private String kill(String service) {
    return killed(site.unit(service));
  }

  private static String killed(Unit unit) {
    unit.kill();
    return unit.name();
  }

  private static String stopped(Unit unit) {
    unit.stop();
    return unit.name();
  }

  private String killAll(Random random) {
    site.units().forEach(unit -> unit.signal("KILL"));
    return "all processes";
  }

  private String gone(Unit unit, Random random) {
    int seconds = outage(random);
    unit.hold();
    unit.kill();
    sleep(seconds * 1000L);
    unit.release();
    return unit.name() + ", " + seconds + " s";
  }

  /** Long enough for the group to give its work to another, which it then must not finish as well. */
  private String freeze(Random random) {
    Unit unit = site.unit(pick(List.of("trainer", "evaluator-1", "evaluator-2", "human-eval", "sampler-1"), random));
    int seconds = SESSION_SECONDS + 2 + random.nextInt(4);
    unit.signal("STOP");
    sleep(seconds * 1000L);
    unit.signal("CONT");
    return unit.name() + ", " + seconds + " s";
  }

  /** Kafka ends where its disk is full; it is started again in vain until there is space. */
  private String fullBroker(Random random) {
    int starts = site.brokerUnit().starts();
    String what = fullFor(site.brokerDisk(), random);
    return what + ", broker started " + (site.brokerUnit().starts() - starts) + " times";
  }

  private String fullFor(Disk disk, Random random) {
    int seconds = 2 + random.nextInt(4);
    disk.fill();
    sleep(seconds * 1000L);
    disk.free();
    return seconds + " s";
  }

  /** Services write there when they start. */
  private String fullWork(Random random) {
    Unit unit = site.unit(pick(site.services(), random));
    site.workDisk().fill();
    unit.kill();
    sleep(4000);
    site.workDisk().free();
    return unit.name();
  }

  private String slow(Random random) {
    long delay = 20 + random.nextInt(200);
    long rate = (20 + random.nextInt(200)) << 10;
    return meddle(random, link -> link.slow(delay, rate)) + ", " + delay + " ms and " + (rate >> 10) + " kB/s";
  }

  private String silent(Random random) {
    return meddle(random, Link::silence);
  }

  private String meddle(Random random, Consumer<Link> how) {
    List<Link> links = some(random);
    int seconds = 2 + random.nextInt(Math.max(1, longestOutage / 4));
    links.forEach(how);
    sleep(seconds * 1000L);
    links.forEach(Link::heal);
    return names(links) + ", " + seconds + " s";
  }

  private String cut(Random random) {
    List<Link> links = some(random);
    int cuts = 0;
    for (int i = 0; i < 5; i++) {
      cuts += links.stream().mapToInt(Link::cut).sum();
      sleep(random.nextInt(800));
    }
    return names(links) + ", " + cuts + " connections";
  }

  /** It stays where it is now, until it jumps again: whoever needs the truth must go on without it. */
  private String jump(int direction, Random random) {
    List<String> processes = new ArrayList<>(site.services());
    processes.add(site.brokerUnit().name());
    String process = pick(processes, random);
    long hours = direction * (1L + random.nextInt(6));
    long before = site.clock(process).off();
    if (Math.abs(before / HOUR + hours) > MOST_HOURS) {
      hours = -before / HOUR;
    }
    site.clock(process).jump(before + hours * HOUR);
    sleep(2000);
    return process + ", " + hours + " h, now " + site.clock(process).off() / HOUR + " h off";
  }

  /** Now and then the longest, else a part of it. */
  private int outage(Random random) {
    return random.nextInt(5) == 0 ? longestOutage
        : Math.max(2, longestOutage / 6 + random.nextInt(longestOutage / 4 + 1));
  }

  private List<Link> some(Random random) {
    List<Link> links = new ArrayList<>(site.links());
    Collections.shuffle(links, random);
    return links.subList(0, 1 + random.nextInt(links.size()));
  }

  private static String names(List<Link> links) {
    return links.size() > 3 ? links.size() + " links" : String.join(" ", links.stream().map(Link::name).toList());
  }

  private static String pick(List<String> names, Random random) {
    return names.get(random.nextInt(names.size()));
  }

  private static void sleep(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
