package org.improvedgan.system.deploy;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The typed configuration of a service as its sources say it, Javadoc included. The services are not on the class path
 * here, and class files have no comments, so the compiler reads the sources; nothing but the JDK is needed.
 */
final class ConfigurationReader {

  private static final String SHARED = "libs/sampler-client/src/main/java";

  private final Path root;

  /**
   * One setting.
   *
   * @param name such as {@code evaluator.sampler.target}
   * @param type as the source writes it, without {@code Optional}
   * @param optional whether it may be left out, without a default
   * @param defaultValue of the annotation
   * @param constraints such as {@code Min} with {@code value=1}
   * @param doc its Javadoc, as Markdown; empty where there is none
   * @param values the constants where the type is one of our enums
   */
  record Key(String name, String type, boolean optional, Optional<String> defaultValue,
      Map<String, Map<String, String>> constraints, String doc, List<String> values) {

    String variable() {
      return variableOf(name);
    }
  }

  /** The sources of one service, parsed. */
  private record Sources(DocTrees docs, List<CompilationUnitTree> units, Map<String, TreePath> types) {
  }

  ConfigurationReader(Path root) {
    this.root = root;
  }

  static String variableOf(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** All keys of the service in this folder, in the order of the source. */
  List<Key> keys(String folder) {
    Sources sources = parse(Stream.concat(files(root.resolve(folder).resolve("src/main/java")).filter(this::isMapping),
        files(root.resolve(SHARED))).toList());
    List<Key> keys = new ArrayList<>();
    for (TreePath type : sources.types().values()) {
      annotation(((ClassTree) type.getLeaf()).getModifiers().getAnnotations(), "ConfigMapping")
          .ifPresent(mapping -> add(keys, sources, arguments(mapping).get("prefix"), type));
    }
    if (keys.isEmpty()) {
      throw new IllegalStateException("There is no typed configuration in " + folder + ".");
    }
    return keys;
  }

  private void add(List<Key> keys, Sources sources, String prefix, TreePath type) {
    ClassTree declared = (ClassTree) type.getLeaf();
    declared.getImplementsClause().forEach(parent -> add(keys, sources, prefix, sources.types().get(parent.toString())));
    for (Tree member : declared.getMembers()) {
      if (member instanceof MethodTree method) {
        String name = prefix + "." + hyphenated(method.getName().toString());
        String result = method.getReturnType().toString();
        String plain = result.replaceFirst("^Optional<(.*)>$", "$1").replaceFirst("^OptionalInt$", "int");
        if (sources.types().containsKey(result)) {
          requireDoc(sources, new TreePath(type, method), name);
          add(keys, sources, name, sources.types().get(result));
        } else {
          keys.add(new Key(name, plain, !plain.equals(result),
              annotation(method.getModifiers().getAnnotations(), "WithDefault").map(a -> arguments(a).get("value")),
              constraints(method), requireDoc(sources, new TreePath(type, method), name),
              constants(type.getCompilationUnit(), plain)));
        }
      }
    }
  }

  private static String requireDoc(Sources sources, TreePath method, String name) {
    DocCommentTree doc = sources.docs().getDocCommentTree(method);
    if (doc == null) {
      throw new IllegalStateException("The method of " + name + " has no Javadoc: say there what the setting means.");
    }
    return markdown(doc.getFullBody());
  }

  private static String markdown(List<? extends DocTree> parts) {
    return parts.stream().map(part -> switch (part.getKind()) {
      case CODE, LITERAL -> "`" + ((com.sun.source.doctree.LiteralTree) part).getBody().getBody() + "`";
      case LINK, LINK_PLAIN -> "`" + hyphenated(((com.sun.source.doctree.LinkTree) part).getReference().getSignature()
          .replaceFirst("^.*#", "")) + "`";
      case START_ELEMENT, END_ELEMENT -> "";
      default -> part.toString();
    }).collect(Collectors.joining()).replaceAll("\\s+", " ").strip();
  }

  private static Map<String, Map<String, String>> constraints(MethodTree method) {
    Map<String, Map<String, String>> constraints = new LinkedHashMap<>();
    method.getModifiers().getAnnotations().stream()
        .filter(annotation -> !annotation.getAnnotationType().toString().startsWith("With"))
        .forEach(annotation -> constraints.put(annotation.getAnnotationType().toString(), arguments(annotation)));
    return constraints;
  }

  private static Optional<AnnotationTree> annotation(List<? extends AnnotationTree> annotations, String name) {
    return annotations.stream().filter(annotation -> annotation.getAnnotationType().toString().equals(name))
        .map(AnnotationTree.class::cast).findFirst();
  }

  private static Map<String, String> arguments(AnnotationTree annotation) {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (ExpressionTree argument : annotation.getArguments()) {
      boolean named = argument instanceof AssignmentTree;
      ExpressionTree value = named ? ((AssignmentTree) argument).getExpression() : argument;
      arguments.put(named ? ((AssignmentTree) argument).getVariable().toString() : "value",
          value instanceof LiteralTree literal ? String.valueOf(literal.getValue()) : value.toString());
    }
    return arguments;
  }

  /** As configuration names them; empty where the type is no enum of this project. */
  private List<String> constants(CompilationUnitTree unit, String type) {
    String outer = type.replaceFirst("\\..*", "");
    Optional<Path> file = unit.getImports().stream()
        .map(line -> line.getQualifiedIdentifier().toString()).filter(name -> name.endsWith("." + outer))
        .flatMap(name -> Stream.of("libs/gan", "libs/inference").map(folder ->
            root.resolve(folder).resolve("src/main/java").resolve(name.replace('.', '/') + ".java")))
        .filter(Files::exists).findFirst();
    return file.map(path -> {
      TreePath found = parse(List.of(path)).types().get(type.replaceFirst(".*\\.", ""));
      return found == null || found.getLeaf().getKind() != Tree.Kind.ENUM ? List.<String>of()
          : ((ClassTree) found.getLeaf()).getMembers().stream().filter(member -> member instanceof VariableTree variable
              && variable.getType().toString().equals(type.replaceFirst(".*\\.", "")))
          .map(member -> ((VariableTree) member).getName().toString().toLowerCase(Locale.ROOT).replace('_', '-'))
          .toList();
    }).orElse(List.of());
  }

  private Sources parse(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null,
        compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(files));
    try {
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      Map<String, TreePath> types = new LinkedHashMap<>();
      new TreePathScanner<Void, Void>() {
        @Override
        public Void visitClass(ClassTree type, Void nothing) {
          types.put(type.getSimpleName().toString(), getCurrentPath());
          return super.visitClass(type, null);
        }
      }.scan(units, null);
      return new Sources(DocTrees.instance(task), units, types);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isMapping(Path file) {
    try {
      return Files.readString(file).contains("@ConfigMapping(");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hyphenated(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
