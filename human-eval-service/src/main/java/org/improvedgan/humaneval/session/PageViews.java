package org.improvedgan.humaneval.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.page.AnswerStore;
import org.improvedgan.humaneval.page.Page;
import org.improvedgan.humaneval.page.Page.Kind;
import org.improvedgan.humaneval.page.PageResult;
import org.improvedgan.humaneval.page.PageStore;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Mode;
import org.jdbi.v3.core.Handle;

/** Turns stored pages into what their raters see. */
@ApplicationScoped
public class PageViews {
  private final HumanEvalConfig config;
  private final PageTokens tokens;
  private final PageStore pages;
  private final AnswerStore answers;

  PageViews(HumanEvalConfig config, PageTokens tokens, PageStore pages, AnswerStore answers) {
    this.config = config;
    this.tokens = tokens;
    this.pages = pages;
    this.answers = answers;
  }

  /** A page of this session, with the truth if the answers are locked and it is to be told. */
  public PageView of(Handle handle, Session session, Study study, Page page) {
    return of(handle, session, study, page, pages.imageTokens(handle, page, 0).own());
  }

  PageView of(Handle handle, Session session, Study study, Page page, List<String> images) {
    var settings = study.settings();
    var pool = pages.pool(handle, session.poolId());
    var instruction = page.kind() != Kind.ATTENTION ? null
        : "This is a question without an image, to see whether you read along. Please answer “"
            + (page.attentionWanted() ? "generated" : "real") + "”.";
    return new PageView(tokens.issue(page.pageId()), page.number(), page.kind().name().toLowerCase(Locale.ROOT),
        instruction, addresses(images),
        settings.mode() == Mode.SINGLE ? 1 : settings.columns(), pool.width(), pool.height(),
        settings.arm(session.arm()).exposureMillis(), page.exposedAt() != null, page.feedback(),
        session.startedAt().plus(config.page().lifetime()).toString(), result(handle, page));
  }

  /** What the rater learns of a page: nothing before its answers are locked, or without feedback. */
  public PageResult result(Handle handle, Page page) {
    return page.open() || !page.feedback() ? null
        : AnswerStore.result(answers.answers(handle, page.pageId()), page.submittedAt());
  }

  /** Where the images with these tokens are to be had. */
  public static List<String> addresses(List<String> imageTokens) {
    return imageTokens.stream().map(token -> "/images/" + token).toList();
  }
}
