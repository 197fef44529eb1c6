package org.improvedgan.humaneval.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.rater.Raters;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.source.TestImages;
import org.jboss.logging.Logger;

/** Makes pages, one at a time for each rater, and finds them again. */
@ApplicationScoped
public class Pages {
  private static final Logger LOG = Logger.getLogger(Pages.class);

  private final HumanEvalConfig config;
  private final Raters raters;
  private final PageStore store;
  private final PageTokens tokens;
  private final Generator generator;
  private final TestImages testImages;
  private final Timer creation;
  private final SecureRandom random = new SecureRandom();

  Pages(HumanEvalConfig config, Raters raters, PageStore store, PageTokens tokens, Generator generator,
      TestImages testImages, MeterRegistry metrics) {
    this.config = config;
    this.raters = raters;
    this.store = store;
    this.tokens = tokens;
    this.generator = generator;
    this.testImages = testImages;
    this.creation = Timer.builder("human_eval_page_creation")
        .description("Time to draw, mix and store the images of a page").register(metrics);
  }

  /**
   * The rater's open page, or a new one. The checkpoint is resolved here, once, and stored with the page. Nobody is
   * entered as a rater before there is a page to show.
   *
   * @param key of the rater, known or new
   * @throws Refusal without images, or when too many pages or raters come
   */
  public Page openOrCreate(String key) {
    return raters.find(key).flatMap(store::openPage).orElseGet(() -> creation.record(() -> create(key)));
  }

  /**
   * The page that {@code token} names.
   *
   * @param raterId who asks
   * @throws Refusal if the token is forged or expired, or the page is another rater's
   */
  public Page find(String token, UUID raterId) {
    var page = store.find(tokens.verify(token))
        .orElseThrow(() -> new Refusal(Reason.UNKNOWN, "This page does not exist any more; please start a new one."));
    requireOwner(page, raterId);
    return page;
  }

  /** Refuses everybody but the rater whose page it is. */
  public static void requireOwner(Page page, UUID raterId) {
    if (!page.raterId().equals(raterId)) {
      throw new Refusal(Reason.FOREIGN, "This page belongs to another browser; please start one of your own.");
    }
  }

  public String token(Page page) {
    return tokens.issue(page.pageId(), page.expiresAt());
  }

  public List<String> imageTokens(Page page) {
    return store.imageTokens(page.pageId());
  }

  /**
   * The PNG file at an image's address.
   *
   * @throws Refusal if there is none, or its page's time is over
   */
  public byte[] image(String token) {
    return store.image(token).orElseThrow(() -> new Refusal(Reason.UNKNOWN, "There is no such image."));
  }

  private Page create(String key) {
    raters.find(key).ifPresentOrElse(this::requirePatience, raters::requireRoom);
    var count = config.page().images();
    var generated = generator.draw(random.nextLong() >>> 1, count);
    var real = testImages.draw(generated.checkpoint().dataset(), count, random);
    if (!real.images().shape().equals(generated.images().shape())) {
      throw new Refusal(Reason.UNAVAILABLE, "The images of checkpoint " + generated.checkpoint().checkpointId()
          + " are " + generated.images().shape() + ", those of " + generated.checkpoint().dataset() + " are "
          + real.images().shape() + ": they cannot be judged side by side.");
    }
    var expiresAt = Instant.now().plus(config.page().lifetime()).truncatedTo(ChronoUnit.SECONDS);
    return store.add(config.study(), raters.findOrCreate(key), generated, config.page().columns(), expiresAt,
        Mixture.of(generated, real, random));
  }

  private void requirePatience(UUID raterId) {
    if (store.madeWithinHour(raterId) >= config.limit().pagesPerHour()) {
      throw new Refusal(Reason.TOO_MANY, "You have judged " + config.limit().pagesPerHour()
          + " pages within an hour: thank you, and please take a break.");
    }
  }

  @Scheduled(every = "1h", delayed = "1m")
  void purge() {
    var pages = store.purge();
    if (pages > 0) {
      LOG.infof("Removed %d pages that were begun and never submitted.", pages);
    }
  }
}
