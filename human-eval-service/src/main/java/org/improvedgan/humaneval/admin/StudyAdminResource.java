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

/** Sets studies up and moves them through their life. {@link AuditFilter} writes every change down. */
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
    var created = studies.create(wanted.study(), SettingsJson.read(wanted.settings()));
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
    return views.whole(studies.change(study, SettingsJson.read(StrictJson.read(body, Change.class).settings())));
  }

  /** Draws a draft's images, whereupon it opens by itself. */
  @POST
  @Path("/{study}/open")
  public StudyView open(@PathParam("study") String study, Nothing body) {
    known(study);
    return views.whole(studies.open(study));
  }

  /** Lets nobody begin any more. */
  @POST
  @Path("/{study}/pause")
  public StudyView pause(@PathParam("study") String study, Nothing body) {
    known(study);
    return views.whole(studies.pause(study));
  }

  /** Ends a pause. */
  @POST
  @Path("/{study}/resume")
  public StudyView resume(@PathParam("study") String study, Nothing body) {
    if (known(study).state() != State.PAUSED) {
      throw new Refusal(Reason.CONFLICT, "The study \"" + study + "\" is not paused.");
    }
    return views.whole(studies.open(study));
  }

  /** Takes no answer any more. */
  @POST
  @Path("/{study}/close")
  public StudyView close(@PathParam("study") String study, Nothing body) {
    known(study);
    return views.whole(studies.close(study));
  }

  /** What was done to it, the newest first. */
  @GET
  @Path("/{study}/audit")
  public List<AuditView> audit(@PathParam("study") String study) {
    return audit.of(known(study).studyId()).stream().map(StudyViews::entry).toList();
  }

  private Study known(String study) {
    StudyCheck.checkId(study);
    return studies.get(study);
  }
}
