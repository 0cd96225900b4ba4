package io.mediachassis.controller.headend.metadata;

import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may be registered: ids, names and texts that can neither lead out of a directory nor out of a line, and addresses in
 * the one form that each has. Pure.
 */
public final class FileRules {
    static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TYPE = Pattern.compile("[a-z]{1,20}/[A-Za-z0-9.+-]{1,60}");
    private static final int TEXT = 300;
    private static final int NAME = 255;
    private static final int LIST = 16;
    /** One petabyte. */
    private static final long MOST_BYTES = 1L << 50;

    static final int FILES_OF_PROGRAM = 500;
    private static final int PIECES = 64;
    static final int PART_BYTES = 64 * 1024;
    /** Of a file; more would be carrying media. */
    static final int PARTS_BYTES = 1024 * 1024;

    static final String CIPHER = "AES-256-GCM-CHUNKS";

    private FileRules() {}

    /** The file with its addresses in their one form; fails with {@link MetadataRefusal}. */
    public static MediaFile checked(MediaFile file) {
        id("a file's id", file.id());
        require(file.bytes() >= 0 && file.bytes() <= MOST_BYTES, "bytes is 0 (unknown) to " + MOST_BYTES, "");
        require(file.sha256().isEmpty() || SHA256.matcher(file.sha256()).matches(),
                "sha256 is 64 hexadecimal digits in small letters", "sha256sum FILE prints them");
        require(file.type().isEmpty() || TYPE.matcher(file.type()).matches(), "type is as HTTP names it", "as video/mp2t");
        var items = new EnumMap<Item, List<String>>(Item.class);
        file.items().forEach((item, values) -> items.put(item, values(item, values)));
        MediaFile checked = new MediaFile(file.id(), file.account(), items, file.bytes(), file.sha256(), file.type());
        places(checked);
        return checked;
    }

    private static List<String> values(Item item, List<String> values) {
        int most = item.isList() ? LIST : 1;
        require(values.size() <= most, item.wire() + " has " + values.size() + " values", "it may have " + most);
        List<String> checked = new ArrayList<>();
        for (String value : values) {
            checked.add(value(item, value));
        }
        return checked;
    }

    private static String value(Item item, String value) {
        plain(item.wire(), value, item.kind() == Item.Kind.NAME ? NAME : TEXT);
        switch (item.kind()) {
            case ADDRESS -> {
                return address(item.wire(), value).text();
            }
            case DIRECTORY -> {
                return directory(item.wire(), value);
            }
            case NAME -> require(!value.isEmpty() && !value.contains("/") && !value.contains("\\") && !isDots(value),
                    item.wire() + " is a name without folders, not '" + value + "'", "folders go into the directory");
            case TEXT -> require(!value.isEmpty(), item.wire() + " is empty", "leave it out");
        }
        return value;
    }

    /** An address, or the refusal that names the field. */
    public static ServerAddress address(String field, String text) {
        return ServerAddress.parse(text).orElseThrow(() -> new MetadataRefusal(
                400, field + " is no address: '" + shown(text) + "'",
                "as http://media.example.org:8080; http, https, ftp, rtsp, or udp and rtp with a multicast group; no path"));
    }

    /** From the root on, as {@code /films/new}, or {@code /}. */
    static String directory(String field, String value) {
        plain(field, value, TEXT);
        boolean good = !value.contains("\\") && !value.contains("//");
        for (String folder : value.split("/", -1)) {
            good &= !isDots(folder);
        }
        require(good, field + " leads elsewhere: '" + value + "'", "folders with one / between them, none of them . or ..");
        return "/" + value.replaceAll("^/|/$", "");
    }

    private static boolean isDots(String folder) {
        return folder.equals(".") || folder.equals("..");
    }

    /** The first five items: where the file lies. */
    private static void places(MediaFile file) {
        int alternates = file.list(Item.ALTERNATE_ADDRESSES).size();
        require(!file.item(Item.PRIMARY_ADDRESS).isEmpty(), "the file has no primary_address", "say where it lies");
        require(file.list(Item.ALTERNATE_DIRECTORIES).size() == alternates,
                "there are " + alternates + " alternate_addresses and " + file.list(Item.ALTERNATE_DIRECTORIES).size()
                        + " alternate_directories", "each has one, / for the root");
        Set<String> seen = new HashSet<>();
        for (Source source : file.sources()) {
            boolean multicast = ServerAddress.parse(source.address()).orElseThrow().scheme().isMulticast();
            require(multicast || !source.name().isEmpty(), "the file has no file_name", "only a multicast group needs none");
            require(seen.add(source.address() + source.path()), source.address() + " has the file twice", "name it once");
        }
    }

    /** A program with a good id and files, each once. */
    static Program checked(Program program) {
        id("a program's id", program.id());
        plain("title", program.title(), TEXT);
        require(program.files().size() <= FILES_OF_PROGRAM,
                "a program has " + FILES_OF_PROGRAM + " files at most", "make two of it");
        program.files().forEach(file -> id("a file's id", file));
        require(Set.copyOf(program.files()).size() == program.files().size(),
                "program " + program.id() + " has a file twice", "a file stands in a program once");
        return program;
    }

    static Owner checked(Owner owner) {
        require(DEVICE.matcher(owner.name()).matches(), "'" + shown(owner.name()) + "' can't be an owner's name",
                "an owner is a subscriber: chassisctl subscriber list shows them");
        plain("title", owner.title(), TEXT);
        return owner;
    }

    /** @param parts bytes of each, by number from 0 */
    static Protection checked(Protection protection, List<Integer> parts, long ownBytes) {
        id("a file's id", protection.file());
        require(protection.pieces().size() <= PIECES, "a file has " + PIECES + " pieces at most", "use larger ones");
        require(parts.stream().allMatch(bytes -> bytes > 0 && bytes <= PART_BYTES)
                        && parts.stream().mapToLong(Integer::intValue).sum() <= PARTS_BYTES,
                "a part has 1 to " + PART_BYTES + " bytes, all of a file " + PARTS_BYTES + " at most",
                "media belong on file servers: leave less out");
        for (Protection.Piece piece : protection.pieces()) {
            require(piece.offset() >= 0 && piece.length() > 0 && piece.offset() <= MOST_BYTES && piece.length() <= MOST_BYTES,
                    "a piece has an offset from 0 and a length from 1", "");
            long end = piece.offset() + piece.length();
            switch (piece.from()) {
                case OWN -> require(piece.name().isEmpty() && end <= ownBytes,
                        "a piece ends at byte " + end + " of a file of " + ownBytes, "the file has to have its size");
                case FILE -> id("a file's id", piece.name());
                case PART -> require(piece.name().matches("[0-9]{1,3}") && Integer.parseInt(piece.name()) < parts.size()
                                && end <= parts.get(Integer.parseInt(piece.name())),
                        "there is no such part: " + shown(piece.name()), "parts are numbered from 0");
            }
        }
        boolean open = protection.cipher().isEmpty() && protection.key().isEmpty();
        boolean closed = protection.cipher().equals(CIPHER) && isKey(protection.key())
                && protection.chunk() >= 1024 && protection.chunk() <= 1 << 20;
        require(open || closed, "the cipher is " + CIPHER + " with a key of 256 bits in base64 and a chunk of 1024 to 1048576"
                + " bytes, or none", "./chassis console protect makes all of it");
        require(protection.bytes() > 0 && protection.bytes() <= MOST_BYTES && SHA256.matcher(protection.sha256()).matches(),
                "bytes and sha256 of the plain media are missing", "./chassis console protect makes all of it");
        return protection;
    }

    private static boolean isKey(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length == 32;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static void id(String what, String id) {
        require(ID.matcher(id).matches(), what + " can't be '" + shown(id) + "'",
                "letters, digits, and .-_ behind the first, 64 at most");
    }

    private static void plain(String field, String value, int most) {
        require(value.length() <= most, field + " has " + value.length() + " characters", most + " are the most");
        require(!CONTROL.matcher(value).find(), field + " has control characters", "leave them out");
    }

    private static String shown(String text) {
        String plain = CONTROL.matcher(text).replaceAll("?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }

    private static void require(boolean holds, String error, String hint) {
        if (!holds) {
            throw new MetadataRefusal(400, error, hint);
        }
    }
}
