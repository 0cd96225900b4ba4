/** The meta data server: programs as lists of media files, whose they are and where they lie, for clients that fetch them. */
@NullMarked
package io.mediachassis.controller.headend.metadata;

import org.jspecify.annotations.NullMarked;
