# /// script
# dependencies = ["fonttools==4.68.0", "weasyprint==70.0", "reportlab==5.1.0", "pypdf"]
# ///
"""Makes the PDF fixtures: uv run make-pdf.py, where fontconfig finds the Noto Sans CJK and DejaVu fonts."""

import os
import subprocess
import sys
import tempfile

import pypdf
import weasyprint
from fontTools import subset
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas


def font_file(family):
    """The file of a font, and its number in the file."""
    found = subprocess.run(
        ["fc-match", "-f", "%{file}\t%{index}\t%{family}", family], check=True, capture_output=True, text=True
    ).stdout.split("\t")
    if family not in found[2]:
        sys.exit(f"there is no font {family}; fontconfig offers {found[2]}")
    return found[0], int(found[1])


CJK = font_file("Noto Sans CJK SC")
DEJAVU = font_file("DejaVu Sans")

ZH = """<h1>退换货政策</h1><p>自签收之日起七天内，未经使用且吊牌完好的商品可以退货，运费由买家承担。</p>
<h2>退货流程</h2><p>请在“我的订单”中选择商品，提交申请后等待客服审核。审核通过后，请在三天内寄出包裹，并填写运单号。</p>
<table><tr><td>江浙沪</td><td>6 元</td></tr><tr><td>新疆</td><td>18 元</td></tr></table>
<h2 style="break-before:page">退款时间</h2><p>我们收到包裹后两个工作日内退款，款项原路返回。</p>"""
EN = """<h1>Delivery</h1><p>Parcels leave our warehouse within one working day. Standard delivery takes three to
five days and costs $4.90; from $60 it is free.</p>
<h2>Express delivery</h2><p>Order before noon and the parcel arrives on the next working day.</p><ul><li>Express costs $12.</li>
<li>Not on islands.</li></ul>
<h2 style="break-before:page">Lost parcels</h2><p>Tell us after ten days without news. We ask the carrier and send a replacement or
refund you, which&shy;ever you prefer.</p><h2 style="break-before:page">Damaged parcels</h2><p>Send us a photograph.</p>"""


def page(name, title, body, font):
    with tempfile.TemporaryDirectory() as folder:
        small = os.path.join(folder, "font.otf")
        options = subset.Options()
        file, options.font_number = font
        options.layout_features = []
        options.desubroutinize = True
        opened = subset.load_font(file, options)
        cut = subset.Subsetter(options)
        cut.populate(text=body + "Example Shop 示例商店 page 0123456789")
        cut.subset(opened)
        subset.save_font(opened, small, options)
        css = f"""@font-face {{font-family: Small; src: url(file://{small})}}
          @page {{size: A5; margin: 18mm; @top-center {{content: "Example Shop"; font: 8pt Small}} @bottom-center {{content: "page " counter(page); font: 8pt Small}}}}
          body {{font: 11pt Small}} h1, h2 {{font-weight: normal}} h1 {{font-size: 22pt}} h2 {{font-size: 15pt}}"""
        html = f"<html><head><title>{title}</title><style>{css}</style></head><body>{body}</body></html>"
        weasyprint.HTML(string=html).write_pdf(name)


def plain(name, font, lines, **options):
    c = canvas.Canvas(name, invariant=1, **options)
    for i, line in enumerate(lines):
        c.setFont(font, 11)
        c.drawString(72, 760 - 20 * i, line)
    c.showPage()
    c.save()


page("returns.zh.pdf", "退换货政策", ZH, CJK)
page("delivery.en.pdf", "", EN, DEJAVU)
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))  # not embedded, as many Chinese PDFs do
plain("warranty.zh.pdf", "STSong-Light", ["一、保修期", "手机和电脑保修一年，", "人为损坏不在保修范围内。", "二、维修", "请携带发票到店。"])

plain("plain.pdf", "Helvetica", ["Only for those who know the word."])
locked = pypdf.PdfWriter(clone_from="plain.pdf")
locked.encrypt("secret", algorithm="RC4-128")
locked.write("locked.pdf")
os.remove("plain.pdf")

scan = canvas.Canvas("scan.pdf", invariant=1)
scan.rect(72, 600, 200, 100, fill=1)
scan.showPage()
scan.save()
