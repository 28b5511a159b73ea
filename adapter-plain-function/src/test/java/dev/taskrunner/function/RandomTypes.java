package dev.taskrunner.function;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Java source of random types, compiled: records, beans, enums, sealed types and generics, nested in each other. */
final class RandomTypes {
    private static final List<String> SCALARS = List.of(
            "int",
            "long",
            "double",
            "boolean",
            "short",
            "String",
            "Integer",
            "Long",
            "Double",
            "Boolean",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.time.LocalDate",
            "java.time.Instant",
            "java.time.OffsetDateTime",
            "java.time.LocalDateTime",
            "java.time.Duration",
            "java.util.UUID",
            "java.net.URI",
            "java.time.LocalTime",
            "char",
            "java.util.OptionalInt",
            "java.util.OptionalDouble",
            "java.time.Year",
            "java.time.YearMonth",
            "java.util.Currency",
            "java.time.DayOfWeek",
            "float",
            "byte");

    private final Random random;
    private final StringBuilder source =
            new StringBuilder("package gen;\nimport com.fasterxml.jackson.annotation.*;\npublic class Types {\n");
    private final List<String> enums = new ArrayList<>();
    private final List<String> objects = new ArrayList<>();
    private final List<String> generics = new ArrayList<>();

    RandomTypes(Random random) {
        this.random = random;
    }

    /** Compiles that many types into a folder and loads them. */
    List<Class<?>> make(int count, Path folder) throws IOException, ClassNotFoundException {
        addEnum();
        addRecord();
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(8)) {
                case 0 -> addEnum();
                case 1 -> addSealed(false);
                case 2 -> addSealed(true);
                case 3 -> addGeneric();
                case 4 -> addBean();
                case 5 -> addRecursive();
                default -> addRecord();
            }
        }
        source.append("}\n");
        compile(folder);
        return load(folder);
    }

    String source() {
        return source.toString();
    }

    private String type(int depth) {
        String content = depth > 2 ? boxed(scalar()) : "";
        return switch (depth > 2 ? 0 : random.nextInt(12)) {
            case 0, 1, 2 -> depth > 0 ? boxed(scalar()) : scalar();
            case 3 -> pick(enums);
            case 4, 5 -> pick(objects);
            case 6 -> "java.util.List<" + type(depth + 1) + ">";
            case 7 -> "java.util.Map<" + (random.nextBoolean() ? "String" : pick(enums)) + ", " + type(depth + 1) + ">";
            case 8 ->
                depth == 0 || random.nextBoolean()
                        ? "java.util.Optional<" + plain(depth + 1) + ">"
                        : pick(objects) + content;
            case 9 -> "java.util.Set<" + boxed(pick(List.of("int", "String", "java.util.UUID"))) + ">";
            case 10 -> generics.isEmpty() ? "String" : pick(generics) + "<" + type(depth + 1) + ">";
            default -> "java.util.List<? extends " + type(depth + 1) + ">";
        };
    }

    /** No Optional in an Optional: JSON has but one null. */
    private String plain(int depth) {
        String type = type(depth);
        return type.contains("Optional") ? "String" : type;
    }

    private String scalar() {
        return pick(SCALARS);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String boxed(String type) {
        return switch (type) {
            case "int" -> "Integer";
            case "long" -> "Long";
            case "double" -> "Double";
            case "boolean" -> "Boolean";
            case "short" -> "Short";
            case "char" -> "Character";
            case "float" -> "Float";
            case "byte" -> "Byte";
            case "java.util.OptionalInt", "java.util.OptionalDouble" -> "String";
            default -> type;
        };
    }

    private String component(int index) {
        String type = type(0);
        String annotations = "";
        if (random.nextInt(5) == 0) {
            annotations = "@JsonProperty(\"renamed-" + index + "\") ";
        }
        boolean mayBeNull =
                !"int long double boolean short char float byte".contains(type) && !type.contains("Optional");
        if (mayBeNull && random.nextInt(4) == 0) {
            int dot = type.indexOf('<') < 0
                    ? type.lastIndexOf('.')
                    : type.substring(0, type.indexOf('<')).lastIndexOf('.');
            type = type.substring(0, dot + 1) + "@org.jspecify.annotations.Nullable " + type.substring(dot + 1);
        }
        return annotations + type + " c" + index;
    }

    private String components() {
        List<String> all = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            all.add(component(i));
        }
        return String.join(", ", all);
    }

    private String name() {
        return "T" + source.length();
    }

    private void addEnum() {
        String name = "E" + source.length();
        String body = random.nextBoolean()
                ? "@JsonProperty(\"first-one\") A, B"
                : "A { public String toString() { return \"x\"; } }, B, C";
        source.append("public enum ").append(name).append(" { ").append(body).append(" }\n");
        enums.add(name);
    }

    private void addRecord() {
        String name = name();
        String naming = random.nextInt(6) == 0
                ? "@com.fasterxml.jackson.databind.annotation.JsonNaming(com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy.class) "
                : "";
        String components = objects.isEmpty() ? "int c0" : components();
        source.append(naming)
                .append("public record ")
                .append(name)
                .append("(")
                .append(components)
                .append(") {}\n");
        objects.add(name);
    }

    private void addRecursive() {
        String name = name();
        source.append("public record ")
                .append(name)
                .append("(")
                .append(components())
                .append(", java.util.List<")
                .append(name)
                .append("> more) {}\n");
        objects.add(name);
    }

    private void addGeneric() {
        String name = name();
        source.append("public record ")
                .append(name)
                .append("<T>(T value, java.util.List<T> more, java.util.Map<String, ? extends T> by) {}\n");
        generics.add(name);
    }

    private void addBean() {
        String name = name();
        String type = boxed(scalar());
        String other = pick(objects);
        source.append("public static class ")
                .append(name)
                .append("Base { private ")
                .append(type)
                .append(" a; public ")
                .append(type)
                .append(" getA() { return a; } public void setA(")
                .append(type)
                .append(" v) { a = v; } }\n");
        source.append("public static class ")
                .append(name)
                .append(" extends ")
                .append(name)
                .append("Base { public int n; public ")
                .append(other)
                .append(" o; @JsonIgnore public String hidden; public boolean equals(Object x) { return x instanceof ")
                .append(name)
                .append(
                        " t && n == t.n && java.util.Objects.equals(o, t.o) && java.util.Objects.equals(getA(), t.getA()); }"
                                + " public int hashCode() { return n; } }\n");
        objects.add(name);
    }

    private void addSealed(boolean annotated) {
        String name = name();
        if (annotated) {
            source.append(
                            "@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = \"kind\") @JsonSubTypes({@JsonSubTypes.Type(value = ")
                    .append(name)
                    .append("A.class, name = \"a\"), @JsonSubTypes.Type(value = ")
                    .append(name)
                    .append("B.class, name = \"b\")})\n");
        }
        source.append("public sealed interface ")
                .append(name)
                .append(" permits ")
                .append(name)
                .append("A, ")
                .append(name)
                .append("B {}\n");
        for (String leaf : List.of("A", "B")) {
            source.append("public record ")
                    .append(name)
                    .append(leaf)
                    .append("(")
                    .append(components())
                    .append(") implements ")
                    .append(name)
                    .append(" {}\n");
        }
        objects.add(name);
    }

    private void compile(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///gen/Types.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return source;
                    }
                };
        List<String> options = List.of(
                "-parameters", "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        if (!compiler.getTask(null, null, problems, options, null, List.of(file))
                .call()) {
            Diagnostic<?> first = problems.getDiagnostics().get(0);
            throw new IllegalStateException(first + "\n" + source);
        }
    }

    private List<Class<?>> load(Path folder) throws MalformedURLException, ClassNotFoundException {
        ClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        List<Class<?>> loaded = new ArrayList<>();
        for (String name : objects) {
            loaded.add(Class.forName("gen.Types$" + name, true, loader));
        }
        return loaded;
    }
}
