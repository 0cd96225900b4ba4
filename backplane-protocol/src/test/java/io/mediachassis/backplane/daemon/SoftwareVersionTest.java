package io.mediachassis.backplane.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;

class SoftwareVersionTest {
    @Test
    void isTheProjects() throws Exception {
        var project = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("..", "pom.xml").toFile());
        assertEquals(
                XPathFactory.newInstance().newXPath().evaluate("/project/version", project), SoftwareVersion.CURRENT);
    }
}
