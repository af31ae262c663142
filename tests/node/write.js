// Writes each grid of cells in every format that SheetJS and exceljs can write: node write.js GRIDS.json FOLDER
"use strict";
const fs = require("fs");
const path = require("path");
const ExcelJS = require("exceljs");
const SheetJS = require("xlsx");

const FORMATS = { xlsx: "xlsx", xlsm: "xlsm", xlsb: "xlsb", xls: "biff8", xml: "xlml", ods: "ods", fods: "fods", html: "html", csv: "csv", txt: "txt" };

function bySheetJS(rows, file) {
  const book = SheetJS.utils.book_new();
  SheetJS.utils.book_append_sheet(book, SheetJS.utils.aoa_to_sheet(rows), "R2報告");
  for (const [name, type] of Object.entries(FORMATS)) {
    fs.writeFileSync(`${file}.sheetjs.${name}`, SheetJS.write(book, { bookType: type, type: "buffer" }));
  }
}

async function byExcelJS(rows, file) {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("R2報告");
  rows.forEach((row, at) => row.forEach((value, column) => {
    if (value !== null) sheet.getCell(at + 1, column + 1).value = value;
  }));
  await book.xlsx.writeFile(`${file}.exceljs.xlsx`);
  await book.csv.writeFile(`${file}.exceljs.csv`);
}

async function main([source, folder]) {
  const grids = JSON.parse(fs.readFileSync(source, "utf8"));
  for (const [at, rows] of grids.entries()) {
    const file = path.join(folder, String(at));
    bySheetJS(rows, file);
    await byExcelJS(rows, file);
  }
}

main(process.argv.slice(2)).catch((error) => { console.error(error); process.exit(1); });
