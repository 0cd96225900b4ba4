package io.mediachassis.controller.headend.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FileRulesTest {
    /** Every item has a value. */
    static MediaFile file(String id, String account, String address) {
        EnumMap<Item, List<String>> items = new EnumMap<>(Item.class);
        for (Item item : Item.values()) {
            String value = switch (item.kind()) {
                case ADDRESS -> address;
                case DIRECTORY -> "/" + item.wire();
                case NAME -> item.wire() + ".ts";
                case TEXT -> "It's \"" + item.sentence() + "\"; DROP TABLE media_file; --";
            };
            items.put(item, item.isList() && item.kind() == Item.Kind.TEXT ? List.of(value, "another, of them") : List.of(value));
        }
        return new MediaFile(id, account, items, 1000, "ab".repeat(32), "video/mp2t");
    }

    private static MediaFile with(Item item, String... values) {
        Map<Item, List<String>> items = new EnumMap<>(file("f", "acme", "http://a.example:80").items());
        items.put(item, List.of(values));
        return new MediaFile("f", "acme", items, 1000, "", "");
    }

    private static void refused(String named, MediaFile file) {
        MetadataRefusal refusal = assertThrows(MetadataRefusal.class, () -> FileRules.checked(file));
        assertEquals(400, refusal.status());
        assertTrue(String.valueOf(refusal.getMessage()).contains(named), refusal.getMessage());
    }

    @Test
    void thereAreTheSeeds25Items() {
        assertEquals(25, Item.values().length);
        assertEquals(9, Item.IMAGE_ADDRESS.number());
        assertEquals(25, Item.PRODUCTS_NAME.number());
        assertEquals(file("f", "acme", "http://a.example:80"), FileRules.checked(file("f", "acme", "http://A.example")));
    }

    @Test
    void nothingLeadsOutOfADirectory_orOfALine() {
        for (Item item : Item.values()) {
            refused(item.wire(), with(item, "a\r\nSTOR b"));
            refused(item.wire(), with(item, "x".repeat(400)));
            switch (item.kind()) {
                case ADDRESS -> refused(item.wire(), with(item, "http://a.example/../.."));
                case DIRECTORY -> {
                    refused(item.wire(), with(item, "/films/../../etc"));
                    refused(item.wire(), with(item, "films//new"));
                    refused(item.wire(), with(item, "films\\..\\new"));
                }
                case NAME -> {
                    refused(item.wire(), with(item, "../passwd"));
                    refused(item.wire(), with(item, ".."));
                }
                case TEXT -> refused(item.wire(), with(item, ""));
            }
            if (!item.isList()) {
                refused(item.wire(), with(item, "a", "b"));
            }
        }
        refused("id", new MediaFile("../x", "acme", Map.of(), 0, "", ""));
        refused("primary_address", new MediaFile("x", "acme", Map.of(), 0, "", ""));
        refused("sha256", new MediaFile("x", "acme", Map.of(), 0, "abc", ""));
        refused("bytes", new MediaFile("x", "acme", Map.of(), -1, "", ""));
        refused("twice", with(Item.ALTERNATE_DIRECTORIES, "/primary_directory"));
        assertEquals("/films/new", FileRules.checked(with(Item.PRIMARY_DIRECTORY, "films/new/")).item(Item.PRIMARY_DIRECTORY));
    }

    @Test
    void aProgramHasAFileOnce() {
        assertThrows(MetadataRefusal.class, () -> FileRules.checked(new Program("p", "", List.of("a", "b", "a"))));
        assertThrows(MetadataRefusal.class, () -> FileRules.checked(new Program("p' or 1=1", "", List.of())));
    }

    @Test
    void partsAreSmall_andPiecesLieWithin() {
        String key = "A".repeat(43) + "=";
        List<Protection.Piece> pieces = List.of(
                new Protection.Piece(Protection.From.OWN, "", 0, 900), new Protection.Piece(Protection.From.PART, "0", 0, 100));
        FileRules.checked(new Protection("f", pieces, FileRules.CIPHER, key, 4096, 984, "cd".repeat(32)), List.of(100), 900);
        refusedProtection(new Protection("f", pieces, FileRules.CIPHER, key, 4096, 984, "cd".repeat(32)), List.of(100), 899);
        refusedProtection(new Protection("f", pieces, FileRules.CIPHER, key, 4096, 984, "cd".repeat(32)), List.of(99), 900);
        refusedProtection(new Protection("f", pieces, FileRules.CIPHER, "AAAA", 4096, 984, "cd".repeat(32)), List.of(100), 900);
        refusedProtection(new Protection("f", pieces, "ROT13", key, 4096, 984, "cd".repeat(32)), List.of(100), 900);
        refusedProtection(new Protection("f", pieces, FileRules.CIPHER, key, 4096, 984, "cd".repeat(32)),
                java.util.Collections.nCopies(17, FileRules.PART_BYTES), 900);
        refusedProtection(new Protection("f", List.of(new Protection.Piece(Protection.From.OWN, "", 1L << 62, 1L << 62)), "",
                "", 0, 984, "cd".repeat(32)), List.of(), 900);
    }

    private static void refusedProtection(Protection protection, List<Integer> parts, long bytes) {
        assertThrows(MetadataRefusal.class, () -> FileRules.checked(protection, parts, bytes));
    }
}
