package io.mediachassis.sim.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What came of runs, for people, for continuous integration (JUnit's XML) and for programs. */
final class Report {
    private static final int LAST_EVENTS = 40;

    private Report() {}

    /** One line. */
    static String line(Outcome outcome) {
        String what = String.format("%-7s %s, seed %d (%.0f s of the unit in %.1f s)", outcome.held() ? "holds" : "BROKEN",
                outcome.scenario().name(), outcome.seed(), outcome.simulatedNs() / 1e9, outcome.tookNs() / 1e9);
        return outcome.broken().map(verdict -> what + ": " + verdict.oracle() + ", " + verdict.broken()).orElse(what);
    }

    /** All of it. */
    static String text(List<Outcome> outcomes) {
        StringBuilder text = new StringBuilder();
        for (Outcome outcome : outcomes) {
            text.append(line(outcome)).append('\n').append("  ").append(outcome.scenario().shows()).append('\n');
            for (TimedFault fault : outcome.scenario().faults()) {
                text.append("  ").append(FaultBook.write(fault)).append('\n');
            }
            for (Verdict verdict : outcome.verdicts()) {
                text.append(verdict.held() ? "  holds   " : "  BROKEN  ").append(verdict.oracle()).append(": ")
                        .append(verdict.sentence()).append('\n');
                if (!verdict.held()) {
                    text.append("          ").append(verdict.broken()).append('\n');
                }
            }
            if (!outcome.held()) {
                text.append("  the last events:\n");
                last(outcome).forEach(event -> text.append("    ").append(event).append('\n'));
            }
            text.append('\n');
        }
        long broken = outcomes.stream().filter(outcome -> !outcome.held()).count();
        return text.append(outcomes.size()).append(" runs, ").append(broken).append(" broken\n").toString();
    }

    private static List<UnitEvent> last(Outcome outcome) {
        List<UnitEvent> events = outcome.events();
        return events.subList(Math.max(0, events.size() - LAST_EVENTS), events.size());
    }

    /** A test suite for each run, in it a test case for each oracle. */
    static String junit(List<Outcome> outcomes) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "chassis sim");
            for (Outcome outcome : outcomes) {
                suite(xml, outcome);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a report could not be written", e);
        }
        return text + "\n";
    }

    private static void suite(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
        long failures = outcome.verdicts().stream().filter(verdict -> !verdict.held()).count();
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", outcome.scenario().name());
        xml.writeAttribute("tests", Integer.toString(outcome.verdicts().size()));
        xml.writeAttribute("failures", Long.toString(failures));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", "0");
        xml.writeAttribute("time", Double.toString(outcome.tookNs() / 1e9));
        xml.writeStartElement("properties");
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", "seed");
        xml.writeAttribute("value", Long.toString(outcome.seed()));
        xml.writeEndElement();
        for (Verdict verdict : outcome.verdicts()) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", "scenario." + outcome.scenario().name());
            xml.writeAttribute("name", verdict.oracle());
            xml.writeAttribute("time", "0");
            if (!verdict.held()) {
                xml.writeStartElement("failure");
                xml.writeAttribute("type", verdict.oracle());
                xml.writeAttribute("message", clean(verdict.broken()));
                StringBuilder body = new StringBuilder(verdict.sentence()).append('\n');
                last(outcome).forEach(event -> body.append(event).append('\n'));
                xml.writeCharacters(clean(body.toString()));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    /** Without what XML 1.0 can't have. */
    private static String clean(String text) {
        return text.replaceAll("[^\\t\\n\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
    }

    /** As an object of JSON. */
    static String json(List<Outcome> outcomes) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode all = mapper.createObjectNode();
        all.put("held", outcomes.stream().allMatch(Outcome::held));
        ArrayNode runs = all.putArray("runs");
        for (Outcome outcome : outcomes) {
            ObjectNode run = runs.addObject();
            run.put("scenario", outcome.scenario().name());
            run.put("seed", outcome.seed());
            run.put("held", outcome.held());
            run.put("simulated_s", outcome.simulatedNs() / 1e9);
            run.put("took_s", outcome.tookNs() / 1e9);
            run.put("happened", outcome.happened());
            ArrayNode oracles = run.putArray("oracles");
            for (Verdict verdict : outcome.verdicts()) {
                ObjectNode one = oracles.addObject();
                one.put("name", verdict.oracle());
                one.put("held", verdict.held());
                if (!verdict.held()) {
                    one.put("broken", verdict.broken());
                }
            }
        }
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
