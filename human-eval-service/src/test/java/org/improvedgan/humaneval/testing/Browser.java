package org.improvedgan.humaneval.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One rater's browser: keeps the cookie, sends what the page's script sends. */
public final class Browser {
  private Cookie cookie;

  /** Asks for a page; any status. */
  public Response begin() {
    var response = json().body("{}").post("/api/pages");
    cookie = response.detailedCookie("rater") == null ? cookie : response.detailedCookie("rater");
    return response;
  }

  /** Asks for a page and gets one. */
  public PageOfImages beginPage() {
    var json = begin().then().statusCode(200).extract().jsonPath();
    return new PageOfImages(json.getString("token"), json.getList("images"));
  }

  /** What the page's JSON says of it. */
  public record PageOfImages(String token, List<String> images) {
  }

  public Response page(String token) {
    return request().get("/api/pages/{token}", token);
  }

  public Response submit(String token, List<Boolean> generated) {
    return json().body(Map.of("generated", generated)).post("/api/pages/{token}/answers", token);
  }

  /** A whole page on which every image gets the same answer. */
  public Response judgeAll(boolean generated) {
    var page = beginPage();
    return submit(page.token(), Collections.nCopies(page.images().size(), generated));
  }

  public Cookie cookie() {
    return cookie;
  }

  /** A request with this browser's cookie and the header that the page's script adds. */
  public RequestSpecification json() {
    return request().contentType(ContentType.JSON).header("X-Human-Eval", "1");
  }

  public RequestSpecification request() {
    return cookie == null ? given() : given().cookie(cookie.getName(), cookie.getValue());
  }
}
