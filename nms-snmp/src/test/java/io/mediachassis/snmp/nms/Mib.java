package io.mediachassis.snmp.nms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snmp4j.smi.OID;

/**
 * The MIB modules that a manager of this agent loads: MEDIA-CHASSIS-MIB as it is shipped, and excerpts of the RFCs'.
 * Reads what those files have of SMIv2 and no more.
 */
final class Mib {
    private static final Pattern NOISE = Pattern.compile("\"([^\"]*)\"|--[^\n]*");
    private static final Pattern IMPORTS = Pattern.compile("\\bIMPORTS\\b[^;]*;");
    private static final Pattern DEFINITION = Pattern.compile("\\b([a-z][\\w-]*)\\s+"
            + "(?:OBJECT-TYPE|MODULE-IDENTITY|OBJECT-IDENTITY|NOTIFICATION-TYPE|OBJECT\\s+IDENTIFIER)\\b"
            + "([^:]*?)::=\\s*\\{\\s*([\\w-]+)\\s+(\\d+)\\s*\\}");
    private static final Pattern CONVENTION =
            Pattern.compile("\\b([A-Z][\\w-]*)\\s*::=\\s*TEXTUAL-CONVENTION\\b([^:]*)");
    private static final Pattern SYNTAX =
            Pattern.compile("\\bSYNTAX\\s+(OCTET STRING|OBJECT IDENTIFIER|SEQUENCE OF|[\\w-]+)\\s*(\\{[^}]*\\})?");
    private static final Pattern NAMED_NUMBER = Pattern.compile("([\\w-]+)\\s*\\(\\s*(\\d+)\\s*\\)");
    private static final Pattern ACCESS = Pattern.compile("\\bMAX-ACCESS\\s+([\\w-]+)");
    private static final Pattern INDEX = Pattern.compile("\\bINDEX\\s*\\{([^}]*)\\}");
    private static final Pattern DESCRIPTION = Pattern.compile("\\bDESCRIPTION\\s+\"(\\d+)\"");

    private final Map<String, OID> oids = new HashMap<>(Map.of("iso", new OID(new int[] {1})));
    private final Map<String, SortedMap<Integer, String>> conventions = new HashMap<>();
    private final Map<String, MibNode> byName = new HashMap<>();
    private final SortedMap<OID, MibNode> byOid = new TreeMap<>();

    private record Definition(String module, String name, String body, List<String> strings, String parent,
            int number) {}

    /** The modules in these files, and in the files of these folders. */
    Mib(Path... places) {
        List<Definition> waiting = new ArrayList<>();
        for (Path place : places) {
            for (Path file : files(place)) {
                waiting.addAll(definitions(file));
            }
        }
        while (waiting.removeIf(this::add)) {
            // A node may stand before its parent: once more for those whose parent is known now.
        }
        if (!waiting.isEmpty()) {
            throw new IllegalStateException("nodes without a parent: " + waiting);
        }
    }

    private static List<Path> files(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> all = Files.list(place)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Definition> definitions(Path file) {
        List<String> strings = new ArrayList<>();
        String text = NOISE.matcher(NmsFiles.text(file)).replaceAll(m -> {
            if (m.group(1) == null) {
                return "";
            }
            strings.add(m.group(1).strip().replaceAll("\\s+", " "));
            return "\"" + (strings.size() - 1) + "\"";
        });
        text = IMPORTS.matcher(text).replaceAll("");
        Matcher c = CONVENTION.matcher(text);
        while (c.find()) {
            Matcher syntax = SYNTAX.matcher(c.group(2));
            conventions.put(c.group(1), syntax.find() ? values(syntax.group(2)) : new TreeMap<>());
        }
        List<Definition> found = new ArrayList<>();
        Matcher d = DEFINITION.matcher(text);
        while (d.find()) {
            found.add(new Definition(file.getFileName().toString(), d.group(1), d.group(2), strings, d.group(3),
                    Integer.parseInt(d.group(4))));
        }
        return found;
    }

    private boolean add(Definition d) {
        OID parent = oids.get(d.parent());
        if (parent == null) {
            return false;
        }
        OID oid = new OID(parent).append(d.number());
        Matcher syntax = SYNTAX.matcher(d.body());
        String type = syntax.find() ? syntax.group(1) : "";
        SortedMap<Integer, String> values = type.isEmpty() ? new TreeMap<>() : values(syntax.group(2));
        Matcher index = INDEX.matcher(d.body());
        MibNode row = byName.get(d.parent());
        List<String> indexes = index.find()
                ? Arrays.stream(index.group(1).replace("IMPLIED", "").split(",", -1)).map(String::strip).toList()
                : row == null ? List.of() : row.indexes();
        boolean implied = index.reset().find() ? index.group(1).contains("IMPLIED") : row != null && row.implied();
        Matcher access = ACCESS.matcher(d.body());
        Matcher description = DESCRIPTION.matcher(d.body());
        MibNode node = new MibNode(d.module(), d.name(), oid, type,
                values.isEmpty() ? conventions.getOrDefault(type, values) : values,
                access.find() ? access.group(1) : "",
                description.find() ? d.strings().get(Integer.parseInt(description.group(1))) : "", indexes, implied);
        oids.put(d.name(), oid);
        byName.put(d.name(), node);
        byName.put(node.toString(), node);
        byOid.put(oid, node);
        return true;
    }

    private static SortedMap<Integer, String> values(String list) {
        SortedMap<Integer, String> values = new TreeMap<>();
        Matcher m = NAMED_NUMBER.matcher(list == null ? "" : list);
        while (m.find()) {
            values.put(Integer.parseInt(m.group(2)), m.group(1));
        }
        return values;
    }

    /**
     * A node by its name, with or without {@code MODULE::}.
     *
     * @throws NoSuchElementException when no module has it
     */
    MibNode node(String name) {
        MibNode node = byName.get(name);
        if (node == null) {
            throw new NoSuchElementException(name + " is in no MIB module");
        }
        return node;
    }

    /** The node at or nearest above an OID, if a module has one there. */
    Optional<MibNode> above(OID oid) {
        for (OID at = new OID(oid); at.size() > 6; at.removeLast()) {
            MibNode node = byOid.get(at);
            if (node != null) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    /** A node and all below it, in the order of their OIDs. */
    List<MibNode> under(MibNode top) {
        return byOid.tailMap(top.oid()).values().stream().takeWhile(n -> n.oid().startsWith(top.oid())).toList();
    }
}
