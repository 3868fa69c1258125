package dev.millrace.datasets.images;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.DatasetWriter;
import dev.millrace.datasets.PicturePreparation;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Splits;
import dev.millrace.datasets.Splits.Part;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.images.ImageFolder.PictureFile;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// One reading of a folder of pictures.
///
/// @param source whose options say how
/// @param folder looked through
record ImagesLoading(ImagesSource source, ImageFolder folder) {
    private static final float PIXEL = 1 / 255f;
    private static final int NAMED = 5;

    /// @throws DatasetException if a picture cannot be read, naming all such, or a size is to be said
    Dataset read(Path cache, Progress progress) {
        PicturePreparation preparation = preparation();
        var classes = new Targets.Classes(folder.classes().size(), folder.classes());
        var schema = new Schema(
                new Schema.Inputs(
                        DType.U8, Shape.of(preparation.height(), preparation.width(), preparation.channels()), PIXEL),
                classes,
                preparation);
        String name = String.valueOf(source.folder().getFileName());
        Splits.Dealer dealer =
                (folder.divided() ? Splits.none() : source.splits().orElse(Splits.DEFAULT)).dealer();
        long total = folder.files().stream().mapToLong(PictureFile::bytes).sum();
        try (var writer = new DatasetWriter(cache, schema)) {
            var copied = new BiConsumer<PictureFile, byte[]>() {
                private long bytes;

                @Override
                public void accept(PictureFile picture, byte[] pixels) {
                    Part part = folder.divided() ? picture.part() : dealer.next(picture.label());
                    ByteBuffer row = writer.next(part);
                    row.put(pixels);
                    classes.put(picture.label(), row);
                    bytes += picture.bytes();
                    progress.received(name, bytes, total);
                }
            };
            forEach(path -> Pictures.read(path, preparation), copied);
            return writer.finish(name, folder.notes());
        }
    }

    private PicturePreparation preparation() {
        if (source.size().isEmpty() || source.color().isEmpty()) {
            var survey = new Survey();
            forEach(Pictures::header, (picture, header) -> survey.add(header));
            List<Integer> size = source.size().isEmpty() ? survey.commonSize(source.folder()) : source.size();
            return new PicturePreparation(
                    size.getFirst(),
                    size.getLast(),
                    source.color().orElseGet(survey::color).channels());
        }
        return new PicturePreparation(
                source.size().getFirst(),
                source.size().getLast(),
                source.color().get().channels());
    }

    /// Reads all pictures, and afterwards names those that could not be read.
    private <R> void forEach(Function<Path, R> reading, BiConsumer<PictureFile, R> taken) {
        List<String> broken = new ArrayList<>();
        InOrder.forEach(folder.files(), picture -> tried(reading, picture.path()), (picture, tried) -> {
            switch (tried) {
                case Tried.Read<R> read -> taken.accept(picture, read.result());
                case Tried.Broken<R> failure -> broken.add(picture.path() + " " + failure.message());
            }
        });
        if (!broken.isEmpty()) {
            String more = broken.size() > NAMED ? " And " + (broken.size() - NAMED) + " more." : "";
            throw new DatasetException("Pictures that cannot be read: " + broken.size() + " of "
                    + folder.files().size() + ". Mend or remove them. "
                    + String.join(" ", broken.subList(0, Math.min(NAMED, broken.size()))) + more);
        }
    }

    private sealed interface Tried<R> {
        record Read<R>(R result) implements Tried<R> {}

        record Broken<R>(String message) implements Tried<R> {}
    }

    private static <R> Tried<R> tried(Function<Path, R> reading, Path path) {
        try {
            return new Tried.Read<>(reading.apply(path));
        } catch (PictureException e) {
            return new Tried.Broken<>(String.valueOf(e.getMessage()));
        }
    }
}
