package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.locate.LocateClient;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.controller.client.ChassisException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl locate}: asks the station by datagram, as a console does, where programs can be played. */
@Command(
        name = "locate",
        description = "Ask the station where programs can be played now: which engine, and its addresses for players.")
final class LocateCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "PROGRAM", description = "Program ids, as chassisctl programs shows them.")
    private List<String> programs;

    @Option(names = "--protocol", paramLabel = "P", defaultValue = "", description = "rtsp or http (default: both).")
    private String protocol;

    @Option(names = "--forward", description = "Have the engines answer themselves instead of the director.")
    private boolean forward;

    @Option(names = "--token", paramLabel = "T", defaultValue = "",
            description = "To play with, where programs need one: chassisctl token issue gives one.")
    private String token;

    // Set by picocli before call(), which is the only entrance.
    @SuppressWarnings("NullAway.Init")
    LocateCommand() {}

    @Override
    public Integer call() throws ChassisException {
        String station = root.client().get("/v1/unit").path("station").path("locate").asText();
        List<Answer> answers = ask(station);
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json(answers).toPrettyString());
        } else {
            Table table = new Table("PROGRAM", "ANSWER", "RTSP", "HTTP");
            for (Answer answer : answers) {
                table.row(programs.get(answer.getId()), words(answer), orDash(answer.getRtspUrl()),
                        orDash(answer.getHttpUrl()));
            }
            table.print(out, root.terminal().colours());
        }
        out.flush();
        return answers.stream().allMatch(answer -> answer.getStatus() == Answer.Status.FOUND) ? 0 : Chassisctl.FAILED;
    }

    private List<Answer> ask(String station) throws ChassisException {
        int colon = station.lastIndexOf(':');
        if (colon < 0) {
            throw new ChassisException("the controller does not say where the station's locate port is", "", 0);
        }
        InetSocketAddress at = new InetSocketAddress(
                station.substring(0, colon), Integer.parseInt(station.substring(colon + 1)));
        try (LocateClient client = new LocateClient(at, PATIENCE, new SecureRandom())) {
            client.show(token);
            return forward ? client.locateAtEngines(programs, protocol) : client.locate(programs, protocol);
        } catch (IllegalArgumentException e) {
            throw new ChassisException(String.valueOf(e.getMessage()), "chassisctl programs shows the ids", 0);
        } catch (IOException e) {
            throw new ChassisException(
                    String.valueOf(e.getMessage()), "chassisctl status shows whether there is a director", 0);
        }
    }

    private ObjectNode json(List<Answer> answers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("answers");
        for (Answer answer : answers) {
            list.addObject()
                    .put("program_id", programs.get(answer.getId()))
                    .put("status", answer.getStatus().name().toLowerCase(Locale.ROOT))
                    .put("fault", answer.getStatus() == Answer.Status.REFUSED
                            ? answer.getFault().name().toLowerCase(Locale.ROOT) : "")
                    .put("title", answer.getTitle())
                    .put("duration_s", answer.getDurationMs() / 1000.0)
                    .put("rtsp", answer.getRtspUrl())
                    .put("http", answer.getHttpUrl());
        }
        return json;
    }

    private static String words(Answer answer) {
        return switch (answer.getStatus()) {
            case REFUSED -> "no token that is good for it: "
                    + answer.getFault().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            case FOUND -> "found";
            case NONE_HOLDS -> "no engine holds it";
            case BUSY -> "every engine that holds it is at its capacity, or it comes from another station: ask again";
            case NOT_DIRECTOR -> "there is no director now";
            default -> "not understood";
        };
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
