package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chassisctl counters}: what every board's software counted since it started. */
@Command(
        name = "counters",
        description = "What each board counted since its software started, or one blade with what each counter means.")
final class CountersCommand extends ReadCommand {
    @Parameters(arity = "0..1", paramLabel = "SLOT", description = "A blade's slot; without it, the whole unit.")
    private @Nullable Integer slot;

    @Option(names = "--all", description = "Counters that are 0 too.")
    private boolean all;

    @Override
    String path() {
        return slot == null ? "/v1/counters" : "/v1/counters?slot=" + slot;
    }

    @Override
    void show(JsonNode json, PrintWriter out, boolean colours) {
        Table table = slot == null ? ofUnit(json.path("counters")) : ofBlade(json.path("counters"));
        if (table.isEmpty()) {
            out.println(slot == null ? "Nothing was counted yet." : "No agent of slot " + slot + " has counted anything.");
        } else {
            table.print(out, colours);
        }
    }

    private Table ofBlade(JsonNode counters) {
        Table table = new Table("COUNTER", ">VALUE", "UNIT", "WHAT");
        for (JsonNode counter : counters) {
            long value = counter.path("values").path("blade-" + slot).asLong();
            if (all || value != 0) {
                table.row(counter.path("name").asText(), Long.toUnsignedString(value),
                        Words.orDash(counter.path("unit")), Words.orDash(counter.path("sentence")));
            }
        }
        return table;
    }

    private Table ofUnit(JsonNode counters) {
        Set<String> boards = new TreeSet<>(CountersCommand::byKindAndNumber);
        counters.forEach(counter -> counter.path("values").fieldNames().forEachRemaining(boards::add));
        List<String> headings = new ArrayList<>(List.of("COUNTER"));
        boards.forEach(board -> headings.add(">" + board.replace('-', ' ').toUpperCase(Locale.ROOT)));
        Table table = new Table(headings.toArray(new String[0]));
        for (JsonNode counter : counters) {
            List<String> cells = new ArrayList<>(List.of(counter.path("name").asText()));
            boolean any = all;
            for (String board : boards) {
                JsonNode value = counter.path("values").path(board);
                any |= value.asLong() != 0;
                cells.add(value.isMissingNode() ? "-" : Long.toUnsignedString(value.asLong()));
            }
            if (any) {
                table.row(cells.toArray(new String[0]));
            }
        }
        return table;
    }

    /** Controllers first, then blades by slot: the number counts as a number. */
    private static int byKindAndNumber(String one, String other) {
        int byKind = kind(other).compareTo(kind(one));
        int byLength = Integer.compare(one.length(), other.length());
        return byKind != 0 ? byKind : byLength != 0 ? byLength : one.compareTo(other);
    }

    private static String kind(String board) {
        return board.substring(0, board.lastIndexOf('-') + 1);
    }
}
