package dev.taskrunner.function.processor;

import java.io.IOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/**
 * Keeps the Javadoc of records, of classes with {@code @Task} methods, and of what they use, so that schemas can show it:
 * one properties file for each class, beside the classes. Optional; without it, annotations are the only descriptions.
 *
 * <p>It runs by itself when this jar is on the compiler's class path or processor path, and claims no annotations.
 */
public final class JavadocProcessor extends AbstractProcessor {
    private static final String FOLDER = "META-INF/taskrunner/javadoc/";
    private static final String TASK = "dev.taskrunner.function.Task";

    private final Set<TypeElement> done = new HashSet<>();

    /** For the compiler. */
    public JavadocProcessor() {
        // Nothing to set up; the compiler needs a public constructor.
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of("*");
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (!round.processingOver()) {
            round.getRootElements().forEach(this::visit);
        }
        return false;
    }

    private void visit(Element element) {
        if (!(element instanceof TypeElement type)) {
            return;
        }
        boolean hasTasks =
                ElementFilter.methodsIn(type.getEnclosedElements()).stream().anyMatch(JavadocProcessor::isTask);
        if (type.getKind() == ElementKind.RECORD || hasTasks) {
            keep(type);
        }
        ElementFilter.typesIn(type.getEnclosedElements()).forEach(this::visit);
    }

    private static boolean isTask(ExecutableElement method) {
        return method.getAnnotationMirrors().stream()
                .anyMatch(one -> ((TypeElement) one.getAnnotationType().asElement())
                        .getQualifiedName()
                        .contentEquals(TASK));
    }

    /** The type and what it is made of, as far as there is source for it. */
    private void keep(TypeElement type) {
        if (type.getQualifiedName().toString().startsWith("java.") || !done.add(type)) {
            return;
        }
        Map<String, String> texts = new TreeMap<>();
        String comment = comment(type);
        put(texts, "", DocText.summary(comment));
        DocText.parameters(comment).forEach((name, text) -> put(texts, "#" + name, text));
        for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
            put(texts, "#" + field.getSimpleName(), DocText.summary(comment(field)));
            use(field.asType());
        }
        ElementFilter.methodsIn(type.getEnclosedElements()).forEach(method -> keep(method, texts));
        if (!texts.isEmpty()) {
            write(type, texts);
        }
    }

    private void keep(ExecutableElement method, Map<String, String> texts) {
        String comment = comment(method);
        if (method.getParameters().isEmpty()) {
            put(texts, "#" + method.getSimpleName(), DocText.summary(comment));
        }
        StringBuilder signature =
                new StringBuilder("#").append(method.getSimpleName()).append('(');
        method.getParameters()
                .forEach(one -> signature.append(simpleName(one.asType())).append(','));
        signature.append(')');
        put(texts, signature.toString(), DocText.summary(comment));
        DocText.parameters(comment).forEach((name, text) -> put(texts, signature + ":" + name, text));
        if (isTask(method)) {
            use(method.getReturnType());
            method.getParameters().forEach(one -> use(one.asType()));
        }
    }

    private void use(TypeMirror type) {
        if (type instanceof ArrayType array) {
            use(array.getComponentType());
        } else if (type instanceof DeclaredType declared) {
            declared.getTypeArguments().forEach(this::use);
            keep((TypeElement) declared.asElement());
        }
    }

    private String simpleName(TypeMirror type) {
        TypeMirror erased = processingEnv.getTypeUtils().erasure(type);
        if (erased instanceof ArrayType array) {
            return simpleName(array.getComponentType()) + "[]";
        }
        return erased instanceof DeclaredType declared
                ? declared.asElement().getSimpleName().toString()
                : erased.getKind().name().toLowerCase(java.util.Locale.ROOT);
    }

    private String comment(Element element) {
        String comment = processingEnv.getElementUtils().getDocComment(element);
        return comment == null ? "" : comment;
    }

    private static void put(Map<String, String> texts, String key, String text) {
        if (!text.isEmpty()) {
            texts.putIfAbsent(key, text);
        }
    }

    private void write(TypeElement type, Map<String, String> texts) {
        Properties properties = new Properties();
        properties.putAll(texts);
        String name = FOLDER + processingEnv.getElementUtils().getBinaryName(type) + ".properties";
        try (Writer file = processingEnv
                .getFiler()
                .createResource(StandardLocation.CLASS_OUTPUT, "", name, type)
                .openWriter()) {
            properties.store(file, null);
        } catch (IOException e) {
            processingEnv
                    .getMessager()
                    .printMessage(Diagnostic.Kind.NOTE, "the Javadoc of " + type + " is not kept: " + e.getMessage());
        }
    }
}
