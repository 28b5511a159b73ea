package dev.taskrunner.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The BOM has no parent, so nothing but this test keeps it equal to the build. */
class BomTest {

    private final Path root = Repository.root();
    private final Document parent = read(root.resolve("pom.xml"));
    private final Document bom = read(root.resolve("taskrunner-bom/pom.xml"));

    @Test
    void namesEveryPublishedModule() {
        Set<String> published = new TreeSet<>();
        for (String module : texts(parent, "/project/modules/module")) {
            if (!Repository.UNPUBLISHED.contains(module) && !module.equals("taskrunner-bom")) {
                published.addAll(texts(read(root.resolve(module).resolve("pom.xml")), "/project/artifactId"));
            }
        }
        assertThat(texts(bom, "//dependency[groupId='dev.taskrunner']/artifactId"))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void hasTheVersionsOfTheBuild() {
        assertThat(texts(bom, "/project/version")).isEqualTo(texts(parent, "/project/version"));
        assertThat(texts(bom, "//properties/jackson.version")).isEqualTo(texts(parent, "//properties/jackson.version"));
        String spotless = "//plugin[artifactId='spotless-maven-plugin']/version";
        assertThat(texts(bom, spotless)).isEqualTo(texts(parent, spotless));
    }

    private static Document read(Path pom) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile());
        } catch (Exception e) {
            throw new IllegalStateException("cannot read " + pom, e);
        }
    }

    private static List<String> texts(Document pom, String path) {
        try {
            NodeList nodes =
                    (NodeList) XPathFactory.newDefaultInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
            return IntStream.range(0, nodes.getLength())
                    .mapToObj(i -> nodes.item(i).getTextContent().strip())
                    .toList();
        } catch (XPathExpressionException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
