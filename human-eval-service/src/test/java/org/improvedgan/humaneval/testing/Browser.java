package org.improvedgan.humaneval.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.http.Cookie;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One rater's browser: keeps the cookie and the session's token, sends what the page's script sends. */
public final class Browser {
  private final String study;
  private final Map<String, String> query;
  private Cookie cookie;
  private String session;

  /** Somebody on the open study's page. */
  public Browser() {
    this("open");
  }

  /** Somebody on this study's page. */
  public Browser(String study) {
    this(study, Map.of());
  }

  /** Somebody whom a platform sent, with the parameters of its address. */
  public Browser(String study, Map<String, String> query) {
    this.study = study;
    this.query = query;
  }

  /** Opens the study and agrees; any status. */
  public Response begin() {
    var response = json().body(Map.of("query", query)).post("/api/studies/{study}/sessions", study);
    cookie = response.detailedCookie("rater") == null ? cookie : response.detailedCookie("rater");
    if (response.statusCode() == 200) {
      session = response.jsonPath().getString("token");
    }
    return response;
  }

  /** Opens the study and gets the page that is to be answered. */
  public PageOfImages beginPage() {
    var json = begin().then().statusCode(200).extract().jsonPath();
    return page(json, "page.");
  }

  /** What the page's JSON says of it. */
  public record PageOfImages(String token, String kind, List<String> images) {
  }

  /** The session as it is now. */
  public JsonPath session() {
    return request().get("/api/session").then().statusCode(200).extract().jsonPath();
  }

  /** The page to be answered now, without opening the study again; null when the session is over. */
  public PageOfImages current() {
    var json = session();
    return json.get("page") == null ? null : page(json, "page.");
  }

  public Response page(String token) {
    return request().get("/api/pages/{token}", token);
  }

  public Response submit(String token, List<Boolean> generated) {
    return json().body(Map.of("generated", generated)).post("/api/pages/{token}/answers", token);
  }

  public Response withdraw() {
    return json().body("{}").post("/api/session/withdraw");
  }

  /** A whole page on which every image gets the same answer. */
  public Response judgeAll(boolean generated) {
    var page = beginPage();
    return submit(page.token(), Collections.nCopies(page.images().size(), generated));
  }

  /** Answers every page that is left, all images alike, and begins before if need be. */
  public void finish(boolean generated) {
    if (session == null) {
      begin().then().statusCode(200);
    }
    for (var page = current(); page != null; page = current()) {
      // A page without images asks for one answer.
      submit(page.token(), Collections.nCopies(Math.max(1, page.images().size()), generated)).then().statusCode(200);
    }
  }

  /** What names the session; null before one was begun. */
  public String token() {
    return session;
  }

  public Cookie cookie() {
    return cookie;
  }

  /** A request of this browser with the header that the page's script adds. */
  public RequestSpecification json() {
    return request().contentType(ContentType.JSON).header("X-Human-Eval", "1");
  }

  public RequestSpecification request() {
    var request = cookie == null ? given() : given().cookie(cookie.getName(), cookie.getValue());
    return session == null ? request : request.header("Authorization", "Bearer " + session);
  }

  private static PageOfImages page(JsonPath json, String path) {
    return new PageOfImages(json.getString(path + "token"), json.getString(path + "kind"), json.getList(path + "images"));
  }
}
