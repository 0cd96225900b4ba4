package io.mediachassis.sim.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON that scripts read, field by field, and the page that people read. */
class DemoReportTest {
    private final UnitPlan plan = UnitPlan.of(3, 2, Path.of("/data"), Path.of("/project"));

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private ObjectNode report() throws Exception {
        return report("");
    }

    private ObjectNode report(String token) throws Exception {
        return DemoReport.of(
                plan,
                List.of(json("{'number':1,'active':true,'api':'http://a:1','healthy':true}")),
                List.of(json("{'slot':2,'pid':77,'role':'director','rtsp_url':'rtsp://b/','http_url':'http://b/',"
                        + "'state':'in service','in_service':true}")),
                List.of(
                        json("{'id':'spread','title':'Spread','state':'published','duration_s':2.5,'rtsp':'rtsp://c/spread',"
                                + "'http':'http://c/spread.ts','copies':[],'partial_copies':[1,2],'least_copies':1}"),
                        json("{'id':'old','title':'Old','state':'published','duration_s':1,'rtsp':'rtsp://c/old',"
                                + "'http':'http://c/old.ts','copies':[1,2],'partial_copies':[]}"),
                        json("{'id':'coming','title':'Coming','state':'ingesting','copies':[],'rtsp':'rtsp://c/coming'}"),
                        json("{'id':'junk','title':'Junk','state':'failed','copies':[],'rtsp':'rtsp://c/junk'}"),
                        json("{'id':'hole','title':'Hole','state':'incomplete','copies':[],'rtsp':'rtsp://c/hole'}")),
                token);
    }

    @Test
    void hasTheAgreedFieldsAndEveryProgramThatCanBePlayed() throws Exception {
        assertEquals(
                json("{'station':{'rtsp':'rtsp://127.0.3.100:8554/','http':'http://127.0.3.100:8080/',"
                        + "'locate':'127.0.3.100:8555'},"
                        + "'controllers':[{'id':1,'active':true,'api':'http://a:1'}],"
                        + "'snmp':{'host':'127.0.3.110','port':1161,'community':'public','v3user':'demo'},"
                        + "'blades':[{'slot':2,'pid':77,'role':'director','rtsp':'rtsp://b/','http':'http://b/',"
                        + "'state':'in service'}],"
                        + "'programs':[{'id':'spread','title':'Spread','duration_s':2.5,'rtsp':'rtsp://c/spread',"
                        + "'http':'http://c/spread.ts'},"
                        + "{'id':'old','title':'Old','duration_s':1.0,'rtsp':'rtsp://c/old','http':'http://c/old.ts'}]}")
                        .toString(),
                report().toString());
    }

    @Test
    void whereATokenIsNeeded_allUrlsHaveIt() throws Exception {
        ObjectNode report = report("a.b.c");
        assertEquals("a.b.c", report.path("station").path("token").asText());
        assertEquals("rtsp://c/spread?token=a.b.c", report.path("programs").path(0).path("rtsp").asText());
        assertEquals("http://c/old.ts?token=a.b.c", report.path("programs").path(1).path("http").asText());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Panel.print(plan, report, List.of("spread"), List.of(), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String page = bytes.toString(StandardCharsets.UTF_8);
        for (String line : List.of("  T=a.b.c", "  ffplay \"rtsp://c/spread?token=$T\"")) {
            assertEquals(1, page.lines().filter(l -> l.equals(line)).count(), line + " in " + page);
        }
    }

    @Test
    void thePanelShowsWhatThisRunPublishedAndWhatIsWrong() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Panel.print(plan, report(), List.of("spread"), List.of("blade 1 is not in service (it burns)"),
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String page = bytes.toString(StandardCharsets.UTF_8);
        for (String line : List.of("  ffplay rtsp://c/spread", "Stored by earlier runs: old ",
                "  ./chassis ctl --unit '/data' streams ", "NOT as it should be: blade 1 is not in service (it burns)")) {
            assertEquals(1, page.lines().filter(l -> l.startsWith(line)).count(), line + " in " + page);
        }
    }
}
