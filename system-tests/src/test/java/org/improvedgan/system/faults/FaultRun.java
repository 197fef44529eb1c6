package org.improvedgan.system.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.improvedgan.events.v1.CheckpointManifest;

/**
 * Faults, one after the other at moments of chance, while everything is at work; after each it is awaited that all
 * processes are ready again by themselves and that nothing is missing any more, and then everything is compared.
 */
final class FaultRun implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(2)).build();

  private final Random random;
  private final FaultReport report;
  private final Site site;
  private final Journal journal;
  private final Sender sender;
  private final Checkpoints checkpoints;
  private final Scores scores;
  private final Training training;
  private final Sampling sampling;
  private final Rating rating;
  private final Answers answers;
  private final Requests requests;
  private final Poison poison;
  private final FaultKinds kinds;

  /**
   * Starts the system and its work.
   *
   * @param longestOutage for how many seconds something is away, at most
   */
  FaultRun(Path folder, long seed, int longestOutage, FaultReport report) throws Exception {
    this.random = new Random(seed);
    this.report = report;
    this.site = Site.start(folder);
    this.journal = Journal.follow(site.broker());
    this.sender = new Sender(site.broker());
    this.checkpoints = new Checkpoints(journal);
    this.scores = new Scores(journal);
    this.training = new Training(journal, sender, run -> scores.all(checkpoints.live(run)));
    this.sampling = new Sampling(site.sampler(), checkpoints::live, seed);
    this.rating = new Rating(site, checkpoints, seed);
    this.answers = new Answers(site, journal);
    this.requests = new Requests(journal, site);
    this.poison = new Poison(site, sender, journal);
    this.kinds = new FaultKinds(site, poison, new Replay(site, sender, checkpoints), longestOutage);
  }

  /** Waits until all work goes well. */
  void begin() {
    awaitReady();
    Wait.until("the first study to be rated", () -> rating.ledgers().stream().anyMatch(ledger -> ledger.pages() > 0));
    Wait.until("the first run to be scored", () -> checkpoints.pruned() > 0 && scores.all(checkpoints.live()));
  }

  /**
   * Injects so many faults, of all kinds in turn, each turn in an order of chance.
   *
   * @param limit when it has passed, no further one begins
   */
  void inject(int faults, Duration limit) throws Exception {
    long begin = System.nanoTime();
    for (Fault kind : kinds.all()) {
      if (kind.obstacle().isPresent()) {
        report.skipped(kind.kind(), kind.obstacle().get());
      }
    }
    List<Fault> turn = new ArrayList<>();
    for (int number = 1; number <= faults && seconds(begin) < limit.toSeconds(); number++) {
      if (turn.isEmpty()) {
        turn.addAll(kinds.all().stream().filter(kind -> kind.obstacle().isEmpty()).toList());
        Collections.shuffle(turn, random);
      }
      one(number, turn.remove(0));
    }
  }

  private void one(int number, Fault fault) throws Exception {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
    long begin = System.nanoTime();
    System.out.println("Fault " + number + ": " + fault.kind());
    Findings findings = new Findings();
    String detail = fault.injection().inject(random);
    long healed = System.nanoTime();
    double recovery = Double.NaN;
    try {
      awaitReady();
      recovery = seconds(healed);
      awaitWork();
      check(findings, true);
    } catch (ConditionTimeoutException e) {
      findings.wrong(Set.of("After fault " + number + " (" + fault.kind() + ", " + detail + "): " + e.getMessage()));
    }
    report.add(new FaultReport.Row(number, fault.kind(), detail, (healed - begin) / 1e9, recovery, seconds(healed),
        findings));
  }

  /** Lets all work come to its end, and compares everything, also with what a new reader of the topics finds. */
  void drain() throws Exception {
    training.finish();
    rating.finish();
    awaitReady();
    Findings findings = new Findings();
    check(findings, false);
    Checkpoints.readAll(checkpoints.live(), site.broker(), findings);
    try (Journal fresh = Journal.read(site.broker())) {
      Reread.compare(journal, fresh, findings);
    }
    requests.checkCommitted(findings);
    findings.count("images compared", sampling.compared());
    findings.count("studies recounted", rating.recounted());
    report.drained(findings, Map.of("requests refused to sampling clients", sampling.refusals(),
        "ratings sent again with the same id", answers.repeated(),
        "runs said to be completed again", requests.repeated()));
  }

  @Override
  public void close() {
    List.<AutoCloseable>of(training, rating, sampling, journal, sender, site).forEach(part -> {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private void awaitReady() {
    site.pages().forEach((name, url) -> Wait.until(name + " to be ready", () -> ready(url)));
    // Once more, all at a time: one may have lost another meanwhile.
    Wait.until("everything to be ready", () -> {
      for (String url : site.pages().values()) {
        if (!ready(url)) {
          return false;
        }
      }
      return true;
    });
  }

  /** Ready is what says so and does: new images, and a new checkpoint of the run that is under way. */
  private void awaitWork() {
    int answered = sampling.answers();
    Wait.until("samplers to answer", () -> sampling.answers() > answered);
  }

  private void check(Findings findings, boolean running) {
    List<CheckpointManifest> before = checkpoints.live();
    journal.awaitCurrent();
    try {
      Wait.until("all checkpoints to be scored", () -> scores.all(stillThere(before)));
    } catch (ConditionTimeoutException e) {
      // Said below, with their names.
    }
    checkpoints.check(findings);
    scores.check(findings, stillThere(before));
    answers.check(rating.ledgers(), findings);
    poison.check(findings);
    requests.check(findings, running ? List.of() : training.runs());
    findings.wrong(sampling.differences());
    findings.wrong(rating.problems());
    findings.count("images", sampling.answers());
    findings.count("records", journal.size());
  }

  /** One that was pruned before its turn came need not be scored. */
  private List<CheckpointManifest> stillThere(List<CheckpointManifest> checkpointsBefore) {
    Set<String> now = checkpoints.live().stream().map(CheckpointManifest::getCheckpointId)
        .collect(Collectors.toSet());
    return checkpointsBefore.stream().filter(manifest -> now.contains(manifest.getCheckpointId())).toList();
  }

  private static boolean ready(String url) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(URI.create(url + "/q/health/ready")).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
