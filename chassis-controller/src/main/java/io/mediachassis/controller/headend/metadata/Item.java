package io.mediachassis.controller.headend.metadata;

import java.util.Locale;

/**
 * What is told of a media file: the 25 items of seed 004, numbered as there. The names are those of columns, JSON and CSV.
 */
public enum Item {
    PRIMARY_ADDRESS(1, Kind.ADDRESS, "network address of the primary server"),
    PRIMARY_DIRECTORY(2, Kind.DIRECTORY, "directory on the primary server"),
    FILE_NAME(3, Kind.NAME, "name of the media file, on all its servers"),
    ALTERNATE_ADDRESSES(4, Kind.ADDRESS, true, "network addresses of all alternate servers"),
    ALTERNATE_DIRECTORIES(5, Kind.DIRECTORY, true, "directories on these, in the same order"),
    OWNER(6, Kind.TEXT, "owner of the media file"),
    COMPOSER(7, Kind.TEXT, "composer of the media file"),
    COPYRIGHT_HOLDER(8, Kind.TEXT, "copyright holder of the media file"),
    IMAGE_ADDRESS(9, Kind.ADDRESS, "network address of a server that has an image"),
    IMAGE_DIRECTORY(10, Kind.DIRECTORY, "directory of the image"),
    IMAGE_NAME(11, Kind.NAME, "name of the image's file"),
    TITLE(12, Kind.TEXT, "title of the work"),
    BODY_OF_WORK(13, Kind.TEXT, "title of the body of work, as an album or a series"),
    PERFORMERS(14, Kind.TEXT, true, "performers"),
    COMPOSERS(15, Kind.TEXT, true, "composers of the work"),
    CREATORS(16, Kind.TEXT, true, "creators"),
    INFORMATION_ADDRESS(17, Kind.ADDRESS, "network address of a server that has further information"),
    INFORMATION_DIRECTORY(18, Kind.DIRECTORY, "directory of the information"),
    INFORMATION_NAME(19, Kind.NAME, "name of the information's file"),
    SALE_ADDRESS(20, Kind.ADDRESS, "network address of a server that sells the media file"),
    SALE_DIRECTORY(21, Kind.DIRECTORY, "directory of the sale"),
    SALE_NAME(22, Kind.NAME, "name of the sale's file"),
    PRODUCTS_ADDRESS(23, Kind.ADDRESS, "network address of a server that sells associated products"),
    PRODUCTS_DIRECTORY(24, Kind.DIRECTORY, "directory of that sale"),
    PRODUCTS_NAME(25, Kind.NAME, "name of that sale's file");

    /** What an item's values are. */
    enum Kind {
        ADDRESS, DIRECTORY, NAME, TEXT
    }

    private final int number;
    private final Kind kind;
    private final boolean list;
    private final String sentence;

    Item(int number, Kind kind, String sentence) {
        this(number, kind, false, sentence);
    }

    Item(int number, Kind kind, boolean list, String sentence) {
        this.number = number;
        this.kind = kind;
        this.list = list;
        this.sentence = sentence;
    }

    /** Its number in the seed, 1 to 25. */
    public int number() {
        return number;
    }

    /** As in columns, JSON and CSV. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    Kind kind() {
        return kind;
    }

    /** Whether it may have several values. */
    public boolean isList() {
        return list;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }
}
