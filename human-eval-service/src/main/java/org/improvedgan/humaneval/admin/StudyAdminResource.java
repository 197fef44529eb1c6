package org.improvedgan.humaneval.admin;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.admin.StudyViews.AuditView;
import org.improvedgan.humaneval.admin.StudyViews.StudyView;
import org.improvedgan.humaneval.http.Nothing;
import org.improvedgan.humaneval.study.SettingsJson;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.Study.State;
import org.improvedgan.humaneval.study.StudyCheck;
import org.improvedgan.humaneval.study.StudyStore;

/** Sets studies up and moves them through their life. Every change is written to the audit log. */
@Path("/admin/api/studies")
@RolesAllowed(Role.ADMIN_NAME)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class StudyAdminResource {
  private final Studies studies;
  private final StudyStore store;
  private final StudyViews views;
  private final Audit audit;

  StudyAdminResource(Studies studies, StudyStore store, StudyViews views, Audit audit) {
    this.studies = studies;
    this.store = store;
    this.views = views;
    this.audit = audit;
  }

  /** The body of a creation. */
  record NewStudy(String study, JsonNode settings) {
  }

  /** The body of a change. */
  record Change(JsonNode settings) {
  }

  /** The newest first, without settings. */
  @GET
  public List<StudyView> all() {
    return views.summaries(store.all());
  }

  /** A new draft. */
  @POST
  public Response create(String body) {
    var wanted = StrictJson.read(body, NewStudy.class);
    StudyCheck.checkId(wanted.study());
    var settings = SettingsJson.read(wanted.settings());
    var created = audit.record("create", wanted.study(), SettingsJson.write(settings),
        () -> studies.create(wanted.study(), settings));
    return Response.status(Response.Status.CREATED).entity(views.whole(created)).build();
  }

  /** A study with its settings. */
  @GET
  @Path("/{study}")
  public StudyView study(@PathParam("study") String study) {
    return views.whole(known(study));
  }

  /** New settings for a draft; what is left out has its default again. */
  @PUT
  @Path("/{study}")
  public StudyView change(@PathParam("study") String study, String body) {
    known(study);
    var settings = SettingsJson.read(StrictJson.read(body, Change.class).settings());
    return views.whole(audit.record("change", study, SettingsJson.write(settings),
        () -> studies.change(study, settings)));
  }

  /** Draws a draft's images, whereupon it opens by itself. */
  @POST
  @Path("/{study}/open")
  public StudyView open(@PathParam("study") String study, Nothing body) {
    return move("open", study, studies::open);
  }

  /** Lets nobody begin any more. */
  @POST
  @Path("/{study}/pause")
  public StudyView pause(@PathParam("study") String study, Nothing body) {
    return move("pause", study, studies::pause);
  }

  /** Ends a pause. */
  @POST
  @Path("/{study}/resume")
  public StudyView resume(@PathParam("study") String study, Nothing body) {
    return move("resume", study, id -> {
      if (studies.get(id).state() != State.PAUSED) {
        throw new Refusal(Reason.CONFLICT, "The study \"" + id + "\" is not paused.");
      }
      return studies.open(id);
    });
  }

  /** Takes no answer any more. */
  @POST
  @Path("/{study}/close")
  public StudyView close(@PathParam("study") String study, Nothing body) {
    return move("close", study, studies::close);
  }

  /** What was done to it, the newest first. */
  @GET
  @Path("/{study}/audit")
  public List<AuditView> audit(@PathParam("study") String study) {
    return audit.of(known(study).studyId()).stream().map(StudyViews::entry).toList();
  }

  private StudyView move(String action, String study, Function<String, Study> how) {
    known(study);
    return views.whole(audit.record(action, study, null, () -> how.apply(study)));
  }

  private Study known(String study) {
    StudyCheck.checkId(study);
    return studies.get(study);
  }
}
