package org.improvedgan.humaneval.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.improvedgan.humaneval.page.Page.Kind;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.StudySettings;

/**
 * What a session will show, decided before it begins: practice, qualification, and the images that count, with gold items
 * and attention checks at random places among these. For every image that counts a fair coin of its own decides which kind
 * it is: so half of all are generated, but not exactly half of a page or a session, and no answer about one image helps
 * with another. The qualification alone has as many of each kind, since it asks for a share of both.
 */
public record Plan(List<PlannedPage> pages) {

  /**
   * One page.
   *
   * @param slots its images; none on an attention check
   * @param attentionWanted the answer that an attention check asks for, null on every other page
   */
  public record PlannedPage(Kind kind, boolean feedback, List<Slot> slots, Boolean attentionWanted) {
  }

  /** One image. Gold items are generated or otherwise not real. */
  public record Slot(boolean generated, boolean gold) {
  }

  /**
   * Draws one session's plan.
   *
   * @param random decides kinds and places; nobody may foresee it
   */
  public static Plan of(StudySettings settings, Arm arm, Random random) {
    List<PlannedPage> pages = new ArrayList<>();
    var size = settings.imagesOfAPage();
    cut(coins(settings.practice(), random), size, Kind.PRACTICE, true, pages);
    if (settings.qualification() != null) {
      cut(halves(settings.qualification().images(), random), size, Kind.QUALIFICATION, false, pages);
    }
    List<PlannedPage> main = new ArrayList<>();
    cut(mainSlots(settings, random), size, Kind.MAIN, arm.feedback(), main);
    for (var i = 0; i < settings.attentionChecks(); i++) {
      // Not first: nobody has begun to be inattentive then. Never last: the event of a session's last rating carries the
      // totals with this session among them.
      var place = main.size() == 1 ? 0 : 1 + random.nextInt(main.size() - 1);
      main.add(place, new PlannedPage(Kind.ATTENTION, false, List.of(), random.nextBoolean()));
    }
    pages.addAll(main);
    return new Plan(List.copyOf(pages));
  }

  /** All images in the order in which they are shown. */
  public Stream<Slot> slots() {
    return pages.stream().flatMap(page -> page.slots().stream());
  }

  private static List<Slot> mainSlots(StudySettings settings, Random random) {
    var slots = coins(settings.imagesPerRater(), random);
    var gold = settings.gold() == null ? 0 : settings.gold().images();
    for (var i = 0; i < gold; i++) {
      slots.add(random.nextInt(slots.size() + 1), new Slot(true, true));
    }
    return slots;
  }

  private static List<Slot> coins(int count, Random random) {
    List<Slot> slots = new ArrayList<>();
    for (var i = 0; i < count; i++) {
      slots.add(new Slot(random.nextBoolean(), false));
    }
    return slots;
  }

  private static List<Slot> halves(int count, Random random) {
    List<Slot> slots = new ArrayList<>();
    for (var i = 0; i < count; i++) {
      slots.add(new Slot(i % 2 == 0, false));
    }
    Collections.shuffle(slots, random);
    return slots;
  }

  private static void cut(List<Slot> slots, int size, Kind kind, boolean feedback, List<PlannedPage> pages) {
    for (var from = 0; from < slots.size(); from += size) {
      var to = Math.min(from + size, slots.size());
      pages.add(new PlannedPage(kind, feedback, List.copyOf(slots.subList(from, to)), null));
    }
  }
}
